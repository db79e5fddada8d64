-- Medicines taken every so many days, in halves, for a while; how many are left; pauses; and what a photo put on the list.
ALTER TABLE plans ADD COLUMN every_days INTEGER NOT NULL DEFAULT 1 CHECK (every_days BETWEEN 1 AND 365);
ALTER TABLE plans ADD COLUMN first_day TEXT;          -- local day from which the days are counted; NULL: every day
ALTER TABLE plans ADD COLUMN last_day TEXT;           -- local day of the last dose; NULL: no end
ALTER TABLE plans ADD COLUMN amount REAL NOT NULL DEFAULT 1 CHECK (amount > 0);  -- tablets a dose, in quarters

ALTER TABLE medications ADD COLUMN stock REAL CHECK (stock >= 0);   -- tablets left; NULL: not told
ALTER TABLE medications ADD COLUMN paused_at INTEGER;               -- its plan ended then, and the same one begins again
ALTER TABLE medications ADD COLUMN deleted_at INTEGER;              -- gone with its history once it can't be undone any more
CREATE INDEX medications_deleted ON medications (deleted_at) WHERE deleted_at IS NOT NULL;

ALTER TABLE doses ADD COLUMN deducted REAL NOT NULL DEFAULT 0;      -- what this dose took off the stock, for undoing it

ALTER TABLE pills ADD COLUMN medication_id INTEGER REFERENCES medications ON DELETE SET NULL;  -- added from this pill
CREATE INDEX pills_medication ON pills (medication_id) WHERE medication_id IS NOT NULL;
