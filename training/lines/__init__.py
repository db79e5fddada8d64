"""The reader of printed lines: texts of pages, pictures of them, the network, its training and its card."""
