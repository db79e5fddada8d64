-- Accounts (one a chat), the people in them, what they take, when, and what came of every dose.
-- An id is never given twice, so that an old button can't mean something new.
-- Instants are UTC in seconds; days are local dates as text; ids from the catalogue are text.
CREATE TABLE accounts (
    chat_id         INTEGER PRIMARY KEY,
    language        TEXT NOT NULL CHECK (language IN ('ko', 'en')),
    time_zone       TEXT NOT NULL,
    consent_version INTEGER NOT NULL DEFAULT 0,   -- 0: has not consented
    created_at      INTEGER NOT NULL,
    blocked_at      INTEGER                       -- the person blocked the bot; nothing is sent until they come back
) STRICT;

CREATE TABLE people (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name       TEXT NOT NULL DEFAULT '',          -- '' is the owner of the account
    birth_year INTEGER CHECK (birth_year BETWEEN 1900 AND 2100),
    pregnant   INTEGER CHECK (pregnant IN (0, 1)),
    nursing    INTEGER CHECK (nursing IN (0, 1)),
    UNIQUE (chat_id, name)
) STRICT;

CREATE TABLE dialogues (
    chat_id    INTEGER PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    step       TEXT NOT NULL,                     -- what the next text message is an answer to
    data       TEXT NOT NULL,                     -- JSON
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE medications (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    name       TEXT NOT NULL,                     -- as it was when added, should the catalogue lose it
    origin     TEXT NOT NULL UNIQUE,              -- the tap or message that added it: the same one twice adds it once
    added_at   INTEGER NOT NULL,
    stopped_at INTEGER
) STRICT;
CREATE INDEX medications_person ON medications (person_id);
CREATE UNIQUE INDEX medications_active ON medications (person_id, product_id) WHERE stopped_at IS NULL;

CREATE TABLE plans (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    medication_id  INTEGER NOT NULL REFERENCES medications ON DELETE CASCADE,
    times          TEXT NOT NULL,                 -- JSON: local times, '["08:00","20:00"]'
    starts_at      INTEGER NOT NULL,
    ended_at       INTEGER,                       -- replaced by another plan, or the medicine was stopped
    expanded_until INTEGER NOT NULL               -- doses up to here are in the ledger
) STRICT;
CREATE INDEX plans_medication ON plans (medication_id);
CREATE UNIQUE INDEX plans_active ON plans (medication_id) WHERE ended_at IS NULL;
CREATE INDEX plans_to_expand ON plans (expanded_until) WHERE ended_at IS NULL;

CREATE TABLE reminders (                          -- one message about all doses of a person that are due together
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('due', 'late', 'digest')),
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,                           -- NULL: claimed, and to be sent again after a crash
    message_id INTEGER
) STRICT;
CREATE INDEX reminders_person ON reminders (person_id);
CREATE INDEX reminders_unsent ON reminders (id) WHERE sent_at IS NULL;

CREATE TABLE doses (                              -- the ledger
    plan_id     INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
    day         TEXT NOT NULL,                    -- local date of the slot, whatever the clock does
    slot        INTEGER NOT NULL,                 -- index into the plan's times
    due_at      INTEGER NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'asked', 'taken', 'skipped', 'missed')),
    next_at     INTEGER,                          -- when something is to be done about it; NULL: never
    reminder_id INTEGER REFERENCES reminders ON DELETE SET NULL,
    answered_at INTEGER,
    PRIMARY KEY (plan_id, day, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX doses_next ON doses (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX doses_reminder ON doses (reminder_id) WHERE reminder_id IS NOT NULL;

CREATE TABLE questions (                          -- a photo, or an album, and what it was answered with; never the photo
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id  INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    origin     TEXT NOT NULL UNIQUE,              -- the update or album that asked
    asked_at   INTEGER NOT NULL,
    message_id INTEGER                            -- of the answer with the buttons; NULL: not answered yet
) STRICT;

CREATE INDEX questions_person ON questions (person_id);

CREATE TABLE pills (
    question_id INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
    number      INTEGER NOT NULL,                 -- as drawn on the photo
    seen        TEXT NOT NULL,                    -- JSON of SeenPill
    certainty   TEXT NOT NULL CHECK (certainty IN ('sure', 'choose', 'unknown')),
    candidates  TEXT NOT NULL,                    -- JSON: product ids, most probable first
    advice      TEXT NOT NULL,                    -- JSON: what would help to decide
    decision    TEXT NOT NULL DEFAULT 'open' CHECK (decision IN ('open', 'chosen', 'none')),
    product_id  TEXT,
    PRIMARY KEY (question_id, number),
    CHECK ((decision = 'chosen') = (product_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
