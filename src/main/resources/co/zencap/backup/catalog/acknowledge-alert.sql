-- Somebody sees to it, and whoever talks about it hears who. Those who have not been told yet see it when they are.
WITH taken AS (
    UPDATE backup_monitoring_alerts SET acknowledged_at = CAST(:#at AS timestamptz), acknowledged_by = :#by
     WHERE id = :#id AND service = :#service AND acknowledged_at IS NULL
    RETURNING id, service, resolved_at
)
INSERT INTO backup_notifications AS known (alert_id, service, event, channel, at, next_at)
SELECT DISTINCT taken.id, taken.service, 'acknowledged', n.channel, CAST(:#at AS timestamptz), CAST(:#at AS timestamptz)
  FROM taken JOIN backup_notifications n ON n.alert_id = taken.id
 WHERE taken.resolved_at IS NULL AND n.state = 'sent' AND n.channel = ANY (string_to_array(:#channels, ','))
-- Again, where what was taken before has lapsed.
ON CONFLICT (alert_id, event, channel) DO UPDATE SET state = 'waiting', next_at = excluded.next_at, ended_at = NULL, answer = NULL, attempts = 0
 WHERE known.state <> 'waiting'
