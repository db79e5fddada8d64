-- What each person was told of their medicines, so that a newer knowledge file tells them what is new, and that once.
CREATE TABLE told (
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    finding   TEXT NOT NULL,                      -- bot/core/told.py makes the key: verdict, products, substances, condition
    told_at   INTEGER NOT NULL,
    PRIMARY KEY (person_id, finding)
) STRICT, WITHOUT ROWID;

CREATE TABLE rechecks (                           -- the knowledge files by which every list was checked again
    version    TEXT PRIMARY KEY,                  -- the file's fingerprint
    checked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
