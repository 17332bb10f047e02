"""Learning: the tables of choices, the training loop, what is measured."""
