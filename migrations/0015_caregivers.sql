-- Who is told of a person's missed doses: invited by a link, accepted by the caregiver, confirmed by the person.
CREATE TABLE caregivers (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    inviter       TEXT NOT NULL,                     -- what the caregiver calls the person
    sees          TEXT NOT NULL CHECK (sees IN ('misses', 'weekly', 'list')),  -- each holds what is before it
    delay_minutes INTEGER NOT NULL CHECK (delay_minutes BETWEEN 5 AND 180),    -- after a dose is missed
    token         TEXT NOT NULL UNIQUE,              -- of the link, which is good for one person
    invited_at    INTEGER NOT NULL,
    chat_id       INTEGER REFERENCES accounts ON DELETE CASCADE,  -- NULL: nobody accepted
    name          TEXT NOT NULL DEFAULT '',          -- of the caregiver
    confirmed_at  INTEGER,                           -- NULL: the person has not confirmed who accepted
    weekly_at     INTEGER                            -- when the next weekly line is due
) STRICT;
CREATE INDEX caregivers_person ON caregivers (person_id);
CREATE INDEX caregivers_chat ON caregivers (chat_id) WHERE chat_id IS NOT NULL;
CREATE INDEX caregivers_weekly ON caregivers (weekly_at) WHERE weekly_at IS NOT NULL;

CREATE TABLE care_notices (                          -- what a caregiver is to be told
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    caregiver_id INTEGER NOT NULL REFERENCES caregivers ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('missed', 'blocked', 'weekly')),
    created_at   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    next_try_at  INTEGER,                            -- NULL: it was told, or is not worth telling any more
    told_at      INTEGER
) STRICT;
CREATE INDEX care_notices_caregiver ON care_notices (caregiver_id);
CREATE INDEX care_notices_to_tell ON care_notices (next_try_at) WHERE next_try_at IS NOT NULL;

CREATE TABLE care_notice_doses (
    notice_id INTEGER NOT NULL REFERENCES care_notices ON DELETE CASCADE,
    dose_id   INTEGER NOT NULL REFERENCES doses ON DELETE CASCADE,
    PRIMARY KEY (notice_id, dose_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX care_notice_doses_dose ON care_notice_doses (dose_id);
