-- Doses that no reminder asked for: a person says by a tap that they took one now, as of a medicine taken only when needed.
CREATE TABLE intakes (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: an old screen knows by it that it is old
    medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    origin        TEXT NOT NULL UNIQUE,               -- the tap that told it: the same one twice tells it once
    taken_at      INTEGER NOT NULL,
    day           TEXT NOT NULL,                      -- local date, whatever the clock does
    amount        REAL NOT NULL CHECK (amount > 0),   -- tablets
    deducted      REAL NOT NULL DEFAULT 0             -- what it took off the stock, for undoing it
) STRICT;
CREATE INDEX intakes_medication ON intakes (medication_id, taken_at);
