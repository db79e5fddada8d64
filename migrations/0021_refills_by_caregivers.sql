-- A caregiver may get new packs: asked by the person, agreed by the caregiver, ended by either.
ALTER TABLE caregivers ADD COLUMN refills TEXT NOT NULL DEFAULT 'no' CHECK (refills IN ('no', 'asked', 'agreed'));

-- The same tables with one kind more, and the notice to the person whose medicines it names.
CREATE TABLE new_care_notices (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    caregiver_id    INTEGER NOT NULL REFERENCES caregivers ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('missed', 'blocked', 'weekly', 'refill')),
    created_at      INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_try_at     INTEGER,                            -- NULL: it was told, or is not worth telling any more
    told_at         INTEGER,
    stock_notice_id INTEGER REFERENCES person_notices ON DELETE SET NULL
) STRICT;
INSERT INTO new_care_notices (id, caregiver_id, kind, created_at, attempts, next_try_at, told_at)
    SELECT id, caregiver_id, kind, created_at, attempts, next_try_at, told_at FROM care_notices;
DELETE FROM sqlite_sequence WHERE name = 'new_care_notices';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_care_notices', seq FROM sqlite_sequence WHERE name = 'care_notices';
CREATE TABLE new_care_notice_doses (
    notice_id INTEGER NOT NULL REFERENCES care_notices ON DELETE CASCADE,
    dose_id   INTEGER NOT NULL REFERENCES doses ON DELETE CASCADE,
    PRIMARY KEY (notice_id, dose_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_care_notice_doses SELECT notice_id, dose_id FROM care_notice_doses;
DROP TABLE care_notice_doses;
DROP TABLE care_notices;
ALTER TABLE new_care_notices RENAME TO care_notices;
ALTER TABLE new_care_notice_doses RENAME TO care_notice_doses;
CREATE INDEX care_notice_doses_dose ON care_notice_doses (dose_id);
CREATE INDEX care_notices_caregiver ON care_notices (caregiver_id);
CREATE INDEX care_notices_to_tell ON care_notices (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX care_notices_stock ON care_notices (stock_notice_id) WHERE stock_notice_id IS NOT NULL;
