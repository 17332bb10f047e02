"""A model as one web page: its network as plain data, its weights in 8 bits, and a small program that runs them."""
