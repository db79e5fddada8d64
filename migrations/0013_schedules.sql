-- A plan keeps a schedule: JSON, see bot/core/schedules/schedule_json.py. And each person has their own meal times.
ALTER TABLE plans ADD COLUMN schedule TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(schedule));
ALTER TABLE plans ADD COLUMN begins_at INTEGER NOT NULL DEFAULT 0;  -- when it was set: a number of doses counts from then
UPDATE plans SET begins_at = starts_at, schedule =
    CASE WHEN json_array_length(times) = 0 THEN json_object('v', 1, 'kind', 'as-needed', 'amount', amount)
    ELSE json_patch(                                  -- leaves out what is NULL
        json_object('v', 1, 'kind', 'regular', 'rules', json_array(json_object(
            'days', json(CASE WHEN first_day IS NULL THEN json_object('kind', 'every-day')
                         ELSE json_object('kind', 'every-n-days', 'every', every_days, 'first', first_day) END),
            'times', json((SELECT json_group_array(json_object('at', value, 'amount', amount)) FROM json_each(times)))))),
        json_object('last_day', last_day)) END;
ALTER TABLE plans DROP COLUMN times;
ALTER TABLE plans DROP COLUMN every_days;
ALTER TABLE plans DROP COLUMN first_day;
ALTER TABLE plans DROP COLUMN last_day;
ALTER TABLE plans DROP COLUMN amount;

ALTER TABLE people ADD COLUMN breakfast TEXT;         -- local times, '08:00'; NULL: the usual one
ALTER TABLE people ADD COLUMN lunch TEXT;
ALTER TABLE people ADD COLUMN dinner TEXT;
ALTER TABLE people ADD COLUMN bedtime TEXT;

ALTER TABLE medications ADD COLUMN unit TEXT          -- what its amounts count; NULL: as its name tells
    CHECK (unit IN ('tablet', 'ml', 'drop', 'puff', 'unit', 'sachet', 'patch'));
