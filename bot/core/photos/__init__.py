"""A photo's pills: what each may be, what the person decides, and photos given for training."""
