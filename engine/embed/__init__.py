"""From photos to embeddings: the network's square, the fast way through a frozen network, and the cache."""
