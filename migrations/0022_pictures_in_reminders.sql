-- Whether reminders come with a picture of the pills.
ALTER TABLE accounts ADD COLUMN has_pictures INTEGER NOT NULL DEFAULT 1 CHECK (has_pictures IN (0, 1));
