-- Printed pages and boxes: which products were read and what was decided of them; never a photo or a line of text.
CREATE TABLE documents (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    origin     TEXT NOT NULL UNIQUE,               -- the update: the same one twice is answered once
    kind       TEXT NOT NULL CHECK (kind IN ('guide', 'envelope', 'prescription', 'box')),
    rows       TEXT NOT NULL,                      -- JSON: products, times and amounts of each medicine
    asked_at   INTEGER NOT NULL,
    message_id INTEGER,                            -- NULL: not answered yet
    is_added   INTEGER NOT NULL DEFAULT 0 CHECK (is_added IN (0, 1))
) STRICT;
CREATE INDEX documents_person ON documents (person_id);
