"""Pills drawn from what a catalogue says of them, and pictures that compare them with a photo."""
