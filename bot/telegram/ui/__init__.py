"""Words and layout shared by all features: screens, texts, notes, findings, plans."""
