-- What is due, for this node alone until its claim ends: should it die, another one tells.
WITH due AS (
    SELECT id FROM backup_notifications
     WHERE service = :#service AND state = 'waiting' AND next_at <= CAST(:#now AS timestamptz)
       AND (claimed_until IS NULL OR claimed_until <= CAST(:#now AS timestamptz))
     ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
)
UPDATE backup_notifications n
   SET claimed_until = CAST(:#until AS timestamptz), attempts = n.attempts + 1
  FROM due, backup_monitoring_alerts a
 WHERE n.id = due.id AND a.id = n.alert_id
RETURNING n.id AS notification, n.event, n.channel, n.attempts, a.id, a.cause, a.at, a.seen_at, a.times, a.level, a.component,
    a.target, a.title, a.detail, a.hint, a.operation_id, a.backup_id, a.resolved_at, a.resolution, a.acknowledged_by,
    a.over_by, a.over_when, a.escalations
