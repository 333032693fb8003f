-- How it goes with what an open alert tells of. Those who talk about it where they were told hear it there; those who have not
-- been told yet see it when they are, and of what waits to be said only the latest is.
WITH followed AS (
    UPDATE backup_monitoring_alerts SET detail = :#detail WHERE id = :#id AND service = :#service AND resolved_at IS NULL
    RETURNING id, service
), outdated AS (
    UPDATE backup_notifications n
       SET state = 'dropped', ended_at = CAST(:#at AS timestamptz), answer = 'It has gone on since.'
      FROM followed
     WHERE n.alert_id = followed.id AND n.state = 'waiting' AND n.event LIKE 'status %' AND n.event <> 'status ' || :#what
       AND (n.claimed_until IS NULL OR n.claimed_until <= CAST(:#at AS timestamptz))
    RETURNING n.id
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
SELECT DISTINCT followed.id, followed.service, 'status ' || :#what, n.channel, CAST(:#at AS timestamptz),
       CAST(:#at AS timestamptz)
  FROM followed JOIN backup_notifications n ON n.alert_id = followed.id
 WHERE n.event = 'opened' AND n.state = 'sent' AND n.channel = ANY (string_to_array(:#channels, ','))
ON CONFLICT (alert_id, event, channel) DO NOTHING
