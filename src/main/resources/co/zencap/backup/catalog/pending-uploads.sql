-- What is being sent already, by whichever node, or waits there to be, is not begun a second time.
SELECT b.id, b.target, b.kind, c.attempts
FROM backup_copies c
JOIN backups b ON b.id = c.backup_id
WHERE b.target IN (:#in:targets) AND c.state = 'pending' AND c.repository = 's3' AND c.next_attempt_at <= CAST(:#now AS timestamptz)
  AND NOT EXISTS (SELECT FROM backup_operations o
                   WHERE o.backup_id = b.id AND o.kind = 'upload' AND o.state = 'running'
                     AND NOT operation_is_abandoned(o.node, o.started_at, :#process, :#node, CAST(:#starting AS boolean)))
ORDER BY b.created_at DESC
LIMIT 10
