-- The latest outcome is the one that was recorded last. Times can't tell: a long check may end after a short one that was
-- begun later, and clocks are set back.
ALTER TABLE backup_verifications ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE backup_restoration_tests ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
DROP INDEX backup_verifications_backup;
DROP INDEX backup_restoration_tests_backup;
CREATE INDEX backup_verifications_backup ON backup_verifications (backup_id, repository, seq DESC);
CREATE INDEX backup_restoration_tests_backup ON backup_restoration_tests (backup_id, seq DESC);

-- What the webhook did not take yet.
ALTER TABLE backup_monitoring_alerts ADD COLUMN undelivered boolean NOT NULL DEFAULT false;
CREATE INDEX backup_monitoring_alerts_undelivered ON backup_monitoring_alerts (at) WHERE undelivered;
