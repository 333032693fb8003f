ALTER TABLE backup_restoration_tests ADD COLUMN report jsonb NOT NULL DEFAULT '{}';
ALTER TABLE backup_restoration_tests ADD COLUMN certificate text;
COMMENT ON COLUMN backup_restoration_tests.certificate IS 'Signed JSON; its bytes are what the signature is of';
COMMENT ON COLUMN backup_restoration_tests.report IS 'What was restored and compared, by the step that did it';
