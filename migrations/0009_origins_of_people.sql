-- The message that added a person: handled once more after a crash, it finds them instead of a name that is taken.
ALTER TABLE people ADD COLUMN origin TEXT;
CREATE UNIQUE INDEX people_origin ON people (origin) WHERE origin IS NOT NULL;
