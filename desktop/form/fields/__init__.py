"""The fields of a form: one kind of parameter each."""
