"""One module a source: an official file, or an answer of its API, to records, strictly."""
