"""Names of substances: spellings, salts, and the initial consonants of Korean names."""
