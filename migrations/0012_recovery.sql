-- What is needed to handle an update once more after a crash: what its chat was asked when it was begun first, and
-- whether it may be what ended the process. And a row that /healthz writes.
ALTER TABLE updates ADD COLUMN asked TEXT;            -- JSON of the open dialogue, null for none; NULL: not begun yet
ALTER TABLE updates ADD COLUMN is_under_way INTEGER NOT NULL DEFAULT 0 CHECK (is_under_way IN (0, 1));
ALTER TABLE updates ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;  -- ends of the process with this chat alone under way

CREATE TABLE write_probe (                            -- one row, written over and over
    id      INTEGER PRIMARY KEY,
    filling BLOB NOT NULL
) STRICT;
