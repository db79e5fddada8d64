-- What each person told of their allergies: JSON, see bot/core/people/allergies.py.
ALTER TABLE people ADD COLUMN allergies TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(allergies));
