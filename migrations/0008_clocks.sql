-- By whose clock each person takes their medicines: a mother in Korea, a son in New York, one account.
ALTER TABLE people ADD COLUMN time_zone TEXT;         -- NULL: that of the account, where its first person lives
