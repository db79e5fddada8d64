"""Pictures to learn from and to measure with: real photos, catalogues, and how they are split."""
