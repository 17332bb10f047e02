"""The tables that a training is chosen from: one entry each."""
