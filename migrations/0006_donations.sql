-- Photos that people gave to learn from, where to fetch them, and which accounts must not come back from a backup.
CREATE TABLE photos (                              -- where Telegram keeps the photos of a question; never the photos
    question_id INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    file_id     TEXT NOT NULL,
    PRIMARY KEY (question_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE donations (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id       INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    origin          TEXT NOT NULL UNIQUE,          -- the question and the place in it: the same tap twice gives it once
    photo           BLOB NOT NULL,                 -- JPEG, without where and when it was taken
    consent_version INTEGER NOT NULL,              -- of the text that was agreed to
    given_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX donations_person ON donations (person_id);

CREATE TABLE deletions (                           -- accounts that are gone, for as long as backups still hold them
    account    TEXT PRIMARY KEY,                   -- a hash, of no use but to know the same account again
    deleted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
