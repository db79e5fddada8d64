-- A restored backup may let a caregiver see more than the person allowed later: the person is asked, once.
ALTER TABLE caregivers ADD COLUMN ask_again_at INTEGER;  -- when they are asked next; NULL: not any more
CREATE INDEX caregivers_ask_again ON caregivers (ask_again_at) WHERE ask_again_at IS NOT NULL;
