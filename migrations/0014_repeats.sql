-- A reminder is repeated until it is answered, as its account has set, and then told as missed; quiet hours.
ALTER TABLE accounts ADD COLUMN repeat_minutes INTEGER NOT NULL DEFAULT 10 CHECK (repeat_minutes BETWEEN 5 AND 60);
ALTER TABLE accounts ADD COLUMN repeats INTEGER NOT NULL DEFAULT 3 CHECK (repeats BETWEEN 0 AND 6);
ALTER TABLE accounts ADD COLUMN quiet_from TEXT;       -- local time of the account; NULL: no quiet hours
ALTER TABLE accounts ADD COLUMN quiet_until TEXT;

CREATE TABLE reminders_anew (                          -- as before, of one kind more
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('due', 'late', 'digest', 'missed')),
    created_at   INTEGER NOT NULL,
    sent_at      INTEGER,
    message_id   INTEGER,                              -- of the newest message; the one before it is deleted
    state        TEXT NOT NULL DEFAULT 'unsent' CHECK (state IN ('unsent', 'perhaps-sent', 'sent', 'failed', 'void')),
    attempts     INTEGER NOT NULL DEFAULT 0,           -- of the message that is to be sent now
    next_try_at  INTEGER,                              -- NULL: it is not sent any more
    every        INTEGER NOT NULL DEFAULT 0,           -- seconds from one repeat to the next
    repeats_left INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO sqlite_sequence (name, seq) SELECT 'reminders_anew', seq FROM sqlite_sequence WHERE name = 'reminders';
INSERT INTO reminders_anew (id, person_id, kind, created_at, sent_at, message_id, state, attempts, next_try_at)
    SELECT id, person_id, kind, created_at, sent_at, message_id, state, attempts, next_try_at FROM reminders ORDER BY id;
DROP TABLE reminders;
ALTER TABLE reminders_anew RENAME TO reminders;
CREATE INDEX reminders_person ON reminders (person_id);
CREATE INDEX reminders_to_send ON reminders (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX reminders_pending ON reminders (person_id) WHERE next_try_at IS NOT NULL;
