"""Lists of medicines: packs, substitutes, and which findings were shown."""
