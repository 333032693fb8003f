-- Notifications that follow from what has become of alerts: a resolution goes to whoever was told, who was not told yet need
-- not be, but for tickets: who keeps those may have opened one whose answer got lost. What was silenced is told when the silence
-- is over and it still is so.
WITH over AS (
    UPDATE backup_monitoring_alerts SET announced = true
     WHERE service = :#service AND resolved_at IS NOT NULL AND NOT announced
       -- What comes and goes is over when it has stayed away.
       AND (came_back = 0 OR resolved_at <= CAST(:#steady AS timestamptz))
    RETURNING id, service
), dropped AS (
    -- Also of what was over earlier: what was being told then may not have been taken, and others were to tell in its place. Who
    -- has heard of nothing need not hear that it is over.
    UPDATE backup_notifications n SET state = 'dropped', ended_at = CAST(:#now AS timestamptz), answer = 'It was over before.'
      FROM backup_monitoring_alerts a
     WHERE n.service = :#service AND n.state = 'waiting' AND a.id = n.alert_id AND a.resolved_at IS NOT NULL
       AND (n.claimed_until IS NULL OR n.claimed_until <= CAST(:#now AS timestamptz))
       AND (n.event NOT LIKE 'resolved%'
            OR NOT EXISTS (SELECT FROM backup_notifications o
                            WHERE o.alert_id = n.alert_id AND o.channel = n.channel AND o.event NOT LIKE 'resolved%'
                              AND (o.state = 'sent' OR o.state = 'waiting' AND o.claimed_until > CAST(:#now AS timestamptz)
                                   OR o.attempts > 0 AND o.channel = ANY (string_to_array(:#tickets, ',')))))
    RETURNING n.id
), resolved AS (
    INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
    SELECT DISTINCT over.id, over.service,
           CASE WHEN EXISTS (SELECT FROM backup_notifications o
                              WHERE o.alert_id = over.id AND o.channel = n.channel AND o.event = 'resolved')
                THEN 'resolved again' ELSE 'resolved' END,
           n.channel, CAST(:#now AS timestamptz), CAST(:#now AS timestamptz)
      FROM over JOIN backup_notifications n ON n.alert_id = over.id
     WHERE n.state = 'sent' OR n.state = 'waiting' AND n.claimed_until > CAST(:#now AS timestamptz)
        OR n.attempts > 0 AND n.channel = ANY (string_to_array(:#tickets, ','))
    ON CONFLICT (alert_id, event, channel) DO NOTHING
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
SELECT a.id, a.service, 'opened', channel, CAST(:#now AS timestamptz), CAST(:#now AS timestamptz)
  FROM backup_monitoring_alerts a CROSS JOIN unnest(string_to_array(a.channels, ',')) channel
 WHERE a.service = :#service AND a.resolved_at IS NULL AND a.acknowledged_at IS NULL
   AND EXISTS (SELECT FROM backup_alert_silences s
                WHERE s.service = a.service AND s.cause = a.cause AND s.until <= CAST(:#now AS timestamptz))
ON CONFLICT (alert_id, event, channel) DO NOTHING
