"""Looking inside a network: what its layers make of a picture, and what in the picture decides."""
