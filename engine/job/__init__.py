"""Jobs: what they tell, how they are declared and worded, and the thread that serves them."""
