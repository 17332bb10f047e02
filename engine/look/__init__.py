"""Looking into a network: what its layers make of a picture, what decides, what others say. Nothing is optimised."""
