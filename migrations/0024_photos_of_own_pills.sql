-- Small pictures of people's own pills, cut out of their photos, for reminders: kept only for who agreed to it.
ALTER TABLE accounts ADD COLUMN own_pills TEXT NOT NULL DEFAULT 'unasked'
    CHECK (own_pills IN ('unasked', 'asked', 'agreed'));
CREATE TABLE own_pills (
    medication_id   INTEGER PRIMARY KEY REFERENCES medications ON DELETE CASCADE,
    picture         BLOB NOT NULL CHECK (length(picture) <= 6144),  -- JPEG of the pill alone
    consent_version INTEGER NOT NULL,                               -- of the text that was agreed to
    kept_at         INTEGER NOT NULL
) STRICT;
CREATE TRIGGER own_pills_end AFTER UPDATE OF stopped_at, product_id ON medications
    WHEN NEW.stopped_at IS NOT NULL OR NEW.product_id <> OLD.product_id
    BEGIN DELETE FROM own_pills WHERE medication_id = NEW.id; END;
