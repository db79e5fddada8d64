"""How a pill looks: outline, colour, shape, score line, and which sides belong together."""
