"""The reader of whole sides: what it learns from, the network, its training and its card."""
