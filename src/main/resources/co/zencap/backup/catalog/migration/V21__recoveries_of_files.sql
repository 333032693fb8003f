-- A recovery may be of files alone; which ones is in its record.
ALTER TABLE backup_recoveries ALTER COLUMN database DROP NOT NULL;
COMMENT ON COLUMN backup_recoveries.database IS 'the name that applications use; none where it is files alone';
