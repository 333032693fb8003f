SELECT t.backup_id, b.target, t.test_type, t.outcome, t.started_at, t.ended_at, t.timings
FROM backup_restoration_tests t LEFT JOIN backups b ON b.id = t.backup_id
WHERE t.started_at > CAST(:#since AS timestamptz)
ORDER BY t.started_at DESC
