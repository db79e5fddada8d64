"""How a page is laid out: tables, headings, cards, cells of several rows -> which dose belongs to which name."""
