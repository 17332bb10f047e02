"""The user's photos: opening them, recognising what a folder holds, and dividing it. Knows no network."""
