-- What waits for a channel that is no longer set up has nobody to take it: it is told through others, and the row says why.
WITH lost AS (
    UPDATE backup_notifications n
       SET state = 'failed', claimed_until = NULL, ended_at = CAST(:#now AS timestamptz), answer = 'Its channel is no longer set up.'
      FROM backup_monitoring_alerts a
     WHERE n.service = :#service AND n.state = 'waiting' AND a.id = n.alert_id
       AND NOT (n.channel = ANY (string_to_array(:#known, ',')))
       AND (n.claimed_until IS NULL OR n.claimed_until <= CAST(:#now AS timestamptz))
    RETURNING n.alert_id, n.service, n.event, a.level
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
SELECT DISTINCT lost.alert_id, lost.service, lost.event, channel, CAST(:#now AS timestamptz), CAST(:#now AS timestamptz)
  FROM lost CROSS JOIN unnest(string_to_array(
           CASE lost.level WHEN 'critical' THEN :#insteadOfCritical WHEN 'error' THEN :#insteadOfError ELSE :#insteadOfWarning END,
           ',')) channel
 WHERE lost.event <> 'acknowledged' AND lost.event NOT LIKE 'resolved%'
ON CONFLICT (alert_id, event, channel) DO NOTHING
