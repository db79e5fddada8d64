"""Made pictures: scenes, textures, stamped imprints, outlines."""
