"""A photo to what is seen in it: where each pill is, what is stamped on it, its colours and its shape."""
