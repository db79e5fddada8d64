-- Updates from Telegram, stored before they are acknowledged and handled at least once.
CREATE TABLE updates (
    update_id   INTEGER PRIMARY KEY,
    chat_id     INTEGER,              -- whose turn it is kept in; NULL where an update belongs to no chat
    body        TEXT NOT NULL,        -- as it came; emptied once handled
    received_at INTEGER NOT NULL,     -- UTC, seconds
    attempts    INTEGER NOT NULL DEFAULT 0,
    handled_at  INTEGER
) STRICT;
CREATE INDEX updates_waiting ON updates (update_id) WHERE handled_at IS NULL;
