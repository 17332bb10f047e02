"""Optimising pixels: ideal images and adversarial pictures, by one loop over canvas, objective and transforms."""
