"""Lessons: folders of data that ask for a prediction, run ordinary jobs, and take their answers from the results."""
