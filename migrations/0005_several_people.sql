-- Whom a chat is about, how its person wants to be spoken to, and for whom a question was asked.
ALTER TABLE accounts ADD COLUMN about_id INTEGER REFERENCES people ON DELETE SET NULL;  -- NULL: its first person
ALTER TABLE accounts ADD COLUMN is_large INTEGER NOT NULL DEFAULT 0 CHECK (is_large IN (0, 1));
ALTER TABLE accounts ADD COLUMN is_discreet INTEGER NOT NULL DEFAULT 0 CHECK (is_discreet IN (0, 1));
ALTER TABLE accounts ADD COLUMN greeted_at INTEGER;                                     -- NULL: nobody said hello yet
UPDATE accounts SET greeted_at = created_at;
CREATE INDEX accounts_about ON accounts (about_id) WHERE about_id IS NOT NULL;

ALTER TABLE dialogues ADD COLUMN person_id INTEGER REFERENCES people ON DELETE CASCADE;
CREATE INDEX dialogues_person ON dialogues (person_id);
