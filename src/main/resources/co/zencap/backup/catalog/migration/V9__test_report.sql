ALTER TABLE backup_restoration_tests ADD COLUMN report jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN backup_restoration_tests.report IS 'What was restored and compared, by the step that did it';
