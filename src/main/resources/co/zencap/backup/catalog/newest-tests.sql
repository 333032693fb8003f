-- Of each target the newest restoration test.
SELECT DISTINCT ON (b.target)
       t.id, t.operation_id, t.backup_id, b.target, t.test_type, t.outcome, t.started_at, t.ended_at
FROM backup_restoration_tests t
JOIN backups b ON b.id = t.backup_id
ORDER BY b.target, t.started_at DESC
