"""Running jobs: what they tell, what they are, and the thread that serves them."""
