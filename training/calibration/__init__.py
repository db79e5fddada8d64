"""Make a ranking's probabilities mean what they say, on kinds of pills that neither trained nor test anything."""
