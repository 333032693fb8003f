SELECT b.id, b.target, b.kind, c.attempts
FROM backup_copies c
JOIN backups b ON b.id = c.backup_id
WHERE b.target IN (:#in:targets) AND c.state = 'pending' AND c.repository = 's3' AND c.next_attempt_at <= CAST(:#now AS timestamptz)
ORDER BY b.created_at DESC
LIMIT 10
