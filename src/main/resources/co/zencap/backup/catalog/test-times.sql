-- The operation tells the target also of a backup that is no longer listed.
SELECT t.backup_id, coalesce(b.target, o.target) AS target, t.test_type, t.outcome, t.started_at, t.ended_at, t.timings
FROM backup_restoration_tests t
LEFT JOIN backups b ON b.id = t.backup_id
LEFT JOIN backup_operations o ON o.id = t.operation_id
WHERE t.started_at > CAST(:#since AS timestamptz) AND coalesce(b.target, o.target) IN (:#in:targets)
ORDER BY t.started_at DESC
