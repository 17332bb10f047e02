"""Everything that a job's declaration becomes."""
