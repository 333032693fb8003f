-- The latest restoration test of each target and type.
SELECT DISTINCT ON (b.target, t.test_type)
       b.target,
       t.test_type,
       t.outcome = 'passed' AS passed,
       t.ended_at,
       CAST(1000 * extract(EPOCH FROM t.ended_at - t.started_at) AS bigint) AS millis
FROM backup_restoration_tests t
JOIN backups b ON b.id = t.backup_id
WHERE t.started_at > CAST(:#since AS timestamptz) AND b.target IN (:#in:targets)
ORDER BY b.target, t.test_type, t.seq DESC
