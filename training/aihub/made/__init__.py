"""Archives like AI Hub's, made: kinds, drawn pills, planted defects."""
