-- How long the last answers of each part took: enough of them to tell what is usual, kept where it is written down how it is.
ALTER TABLE backup_component_health ADD COLUMN responses bigint[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN backup_component_health.responses IS 'milliseconds that its last answers took, the newest last';
