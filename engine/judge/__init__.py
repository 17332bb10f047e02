"""What is true of a model and of its photos: scores, heads learnt many at a time, findings, comparisons."""
