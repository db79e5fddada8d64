-- A dose has an id of its own, with or without a slot; every change of it is an event; sending a reminder is tried again.
-- Doses that people told of by a tap were a table of their own (intakes): they keep their ids, so that buttons in old
-- messages go on meaning the same, and all other doses get ids above those that were ever given.
ALTER TABLE doses RENAME TO slots;

CREATE TABLE doses (                               -- the ledger
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    medication_id INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    plan_id       INTEGER REFERENCES plans ON DELETE CASCADE,
    day           TEXT NOT NULL,                   -- local date, whatever the clock does
    slot          INTEGER,                         -- index into the plan's times; NULL: no time was set for it
    due_at        INTEGER NOT NULL,                -- when it was taken, where no time was set for it
    amount        REAL NOT NULL CHECK (amount > 0),  -- tablets
    state         TEXT NOT NULL DEFAULT 'waiting'
                  CHECK (state IN ('waiting', 'asked', 'taken', 'skipped', 'missed', 'withdrawn')),
    next_at       INTEGER,                         -- when something is to be done about it; NULL: never
    reminder_id   INTEGER REFERENCES reminders ON DELETE SET NULL,  -- the last one that asked for it
    answered_at   INTEGER,
    deducted      REAL NOT NULL DEFAULT 0,         -- tablets that it took off the stock, for undoing it
    origin        TEXT UNIQUE                      -- the tap that added it: the same one twice adds it once
) STRICT;

INSERT INTO sqlite_sequence (name, seq) SELECT 'doses', seq FROM sqlite_sequence WHERE name = 'intakes';
INSERT INTO doses (id, medication_id, day, due_at, amount, state, answered_at, deducted, origin)
    SELECT id, medication_id, day, taken_at, amount, 'taken', taken_at, deducted, origin FROM intakes;
INSERT INTO doses (medication_id, plan_id, day, slot, due_at, amount, state, next_at, reminder_id, answered_at, deducted)
    SELECT plans.medication_id, plan_id, day, slot, due_at, plans.amount, state, next_at, reminder_id, answered_at, deducted
    FROM slots JOIN plans ON plans.id = plan_id ORDER BY due_at, plan_id;
DROP TABLE slots;
DROP TABLE intakes;

CREATE UNIQUE INDEX doses_slot ON doses (plan_id, day, slot);  -- any number without a slot: NULLs differ
CREATE INDEX doses_medication ON doses (medication_id, due_at);
CREATE INDEX doses_taken ON doses (medication_id, answered_at) WHERE state = 'taken';
CREATE INDEX doses_next ON doses (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX doses_open ON doses (medication_id, due_at) WHERE next_at IS NOT NULL;  -- few: history is not in it
CREATE INDEX doses_reminder ON doses (reminder_id) WHERE reminder_id IS NOT NULL;

CREATE TABLE dose_events (                         -- what happened to doses: rows are added, and never changed
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    dose_id     INTEGER NOT NULL REFERENCES doses ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('asked', 'taken', 'skipped', 'snoozed', 'missed', 'undelivered',
                                              'withdrawn', 'undone', 'revived')),
    happened_at INTEGER NOT NULL,
    was         TEXT CHECK (was IN ('waiting', 'asked', 'taken', 'skipped', 'missed', 'withdrawn')),  -- NULL: it is new
    was_next_at INTEGER
) STRICT;
INSERT INTO dose_events (dose_id, kind, happened_at, was, was_next_at)
    SELECT doses.id, 'asked', reminders.created_at, 'waiting', doses.due_at
    FROM doses JOIN reminders ON reminders.id = doses.reminder_id WHERE reminders.kind <> 'digest' ORDER BY doses.id;
INSERT INTO dose_events (dose_id, kind, happened_at, was)
    SELECT id, state, answered_at, iif(slot IS NULL, NULL, 'asked')
    FROM doses WHERE state IN ('taken', 'skipped') AND answered_at IS NOT NULL ORDER BY id;
CREATE INDEX dose_events_dose ON dose_events (dose_id, id);

ALTER TABLE reminders ADD COLUMN state TEXT NOT NULL DEFAULT 'unsent'
    CHECK (state IN ('unsent', 'perhaps-sent', 'sent', 'failed', 'void'));
ALTER TABLE reminders ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reminders ADD COLUMN next_try_at INTEGER;  -- NULL: it is not sent any more
UPDATE reminders SET state = iif(sent_at IS NULL, 'unsent', iif(message_id IS NULL, 'void', 'sent')),
                     attempts = iif(message_id IS NULL, 0, 1),
                     next_try_at = iif(sent_at IS NULL, created_at, NULL);
DROP INDEX reminders_unsent;
CREATE INDEX reminders_to_send ON reminders (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX reminders_pending ON reminders (person_id) WHERE next_try_at IS NOT NULL;

ALTER TABLE medications ADD COLUMN counted_after INTEGER;  -- the last event as the stock was counted; NULL: it never was
