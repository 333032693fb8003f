-- What nobody has taken in hand, or took so long ago that it lapsed, goes to the next person, who may take it anew; nobody's
-- telephone rings for what a rule has kept from it. What lapses is told once more, however often it was told before. Time is
-- counted from when people could know of it: that it was critical, that it is back, and after a silence. One statement, so that two nodes do it once.
WITH due AS (
    UPDATE backup_monitoring_alerts a
       SET escalations = a.escalations + 1, escalated_at = CAST(:#now AS timestamptz), acknowledged_at = NULL, acknowledged_by = NULL
     WHERE a.service = :#service AND a.level = 'critical' AND a.resolved_at IS NULL
       AND (a.acknowledged_at IS NULL AND a.escalations < CAST(:#most AS integer) OR a.acknowledged_at <= CAST(:#lapsed AS timestamptz))
       AND CAST(:#before AS timestamptz) >= coalesce(
               a.escalated_at,
               (SELECT max(n.at) FROM backup_notifications n WHERE n.alert_id = a.id AND n.event IN ('raised to critical', 'returned')),
               a.at)
       AND NOT EXISTS (SELECT FROM backup_alert_silences s
                        WHERE s.service = a.service AND s.cause = a.cause AND s.until > CAST(:#before AS timestamptz))
    RETURNING a.id, a.service, a.escalations, a.channels
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
SELECT due.id, due.service, 'escalated ' || due.escalations, channel, CAST(:#now AS timestamptz), CAST(:#now AS timestamptz)
  FROM due CROSS JOIN unnest(string_to_array(:#channels, ',')) channel
 WHERE channel <> 'sms' OR channel = ANY (string_to_array(due.channels, ','))
ON CONFLICT (alert_id, event, channel) DO NOTHING
