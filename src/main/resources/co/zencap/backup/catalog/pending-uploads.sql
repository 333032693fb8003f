-- All of them where no id is asked for. None that an upload sends which somebody runs, on whichever node; to one that is running
-- itself only those begun before count.
SELECT b.id, b.target, b.kind, c.attempts
FROM backup_copies c
JOIN backups b ON b.id = c.backup_id
WHERE b.target IN (:#in:targets) AND c.state = 'pending' AND c.repository = 's3' AND c.next_attempt_at <= CAST(:#now AS timestamptz)
  AND :#only IN ('', b.id)
  AND NOT EXISTS (SELECT FROM backup_operations o
                   WHERE o.backup_id = b.id AND o.kind = 'upload' AND o.state = 'running' AND o.id <> :#own
                     AND NOT operation_is_abandoned(o.node, o.started_at, :#process, :#node, CAST(:#starting AS boolean))
                     AND (o.started_at, o.id) < ALL (SELECT m.started_at, m.id FROM backup_operations m WHERE m.id = :#own))
ORDER BY b.created_at DESC
LIMIT 10
