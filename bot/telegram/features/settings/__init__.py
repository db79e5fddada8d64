"""/settings: language, layout, and what a person tells of themselves."""
