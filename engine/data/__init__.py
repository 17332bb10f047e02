"""The user's photos: reading them, recognising what a folder holds, dividing it, and remembering embeddings."""
