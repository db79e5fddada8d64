"""Facts of products out of label files, cleaned and matched with official lists."""
