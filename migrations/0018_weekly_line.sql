-- A line a week on how many doses were taken, for those who want one.
ALTER TABLE accounts ADD COLUMN is_weekly INTEGER NOT NULL DEFAULT 0 CHECK (is_weekly IN (0, 1));
ALTER TABLE people ADD COLUMN week_told TEXT;  -- the local Monday of the last week that was told; NULL: none was
