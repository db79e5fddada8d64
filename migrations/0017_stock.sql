-- Packs, refills and expiry dates; and what a person is told of them, once, at an hour of the day that suits them.
ALTER TABLE accounts ADD COLUMN stock_days INTEGER NOT NULL DEFAULT 7 CHECK (stock_days BETWEEN 0 AND 30);  -- 0: not told
ALTER TABLE medications ADD COLUMN pack REAL CHECK (pack > 0);  -- units of the last pack; NULL: not known
ALTER TABLE medications ADD COLUMN expires_on TEXT;             -- the last local day on which it may be taken
UPDATE medications SET pack = stock WHERE stock > 0;

CREATE TABLE refills (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    amount        REAL NOT NULL CHECK (amount > 0),      -- units
    refilled_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX refills_medication ON refills (medication_id, id);

ALTER TABLE people ADD COLUMN look_at INTEGER;           -- when their medicines are looked at next; NULL: nothing is counted
UPDATE people SET look_at = 0 WHERE id IN (SELECT person_id FROM medications WHERE stock IS NOT NULL AND stopped_at IS NULL);
CREATE INDEX people_look ON people (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE person_notices (                            -- one message to a person
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id   INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('stock', 'weekly')),
    created_at  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,                                 -- NULL: it was told, or is not worth telling any more
    told_at     INTEGER
) STRICT;
CREATE INDEX person_notices_person ON person_notices (person_id);
CREATE INDEX person_notices_to_tell ON person_notices (next_try_at) WHERE next_try_at IS NOT NULL;

CREATE TABLE stock_told (                                -- what is told of a medicine, each once a pack
    id            INTEGER PRIMARY KEY,
    medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    news          TEXT NOT NULL CHECK (news IN ('low', 'closed', 'out', 'expires')),
    notice_id     INTEGER REFERENCES person_notices ON DELETE SET NULL
) STRICT;
CREATE UNIQUE INDEX stock_told_once ON stock_told (medication_id, news);
CREATE INDEX stock_told_notice ON stock_told (notice_id) WHERE notice_id IS NOT NULL;
