-- What a medicine on a list was before a refill of another maker took its place: history keeps what was taken until when.
CREATE TABLE replacements (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    product_id    TEXT NOT NULL,
    name          TEXT NOT NULL,
    replaced_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX replacements_medication ON replacements (medication_id);
