-- What is seen again soon after it was over goes on. Who heard that it was over hears once that it is back; from then on its end
-- is told when it has lasted, so that what comes and goes at each look is not told each time.
WITH back AS (
    UPDATE backup_monitoring_alerts a
       SET resolved_at = NULL, resolution = NULL, announced = true, came_back = a.came_back + 1, returned_by = :#id,
           seen_at = greatest(a.seen_at, CAST(:#at AS timestamptz))
     WHERE a.id = (SELECT b.id FROM backup_monitoring_alerts b
                    WHERE b.service = :#service AND b.cause = :#cause ORDER BY b.resolved_at IS NOT NULL, b.at DESC LIMIT 1)
       AND a.resolved_at > CAST(:#soon AS timestamptz) AND a.resolved_at <= CAST(:#at AS timestamptz)
       AND a.last_sighting <> :#id AND a.returned_by IS DISTINCT FROM :#id
    RETURNING a.id, a.service, a.channels
), unheard AS (
    UPDATE backup_notifications n
       SET state = 'dropped', ended_at = CAST(:#at AS timestamptz), answer = 'It came back before.'
      FROM back
     WHERE n.alert_id = back.id AND n.event LIKE 'resolved%' AND n.state = 'waiting'
       AND (n.claimed_until IS NULL OR n.claimed_until <= CAST(:#at AS timestamptz))
)
INSERT INTO backup_notifications AS known (alert_id, service, event, channel, at, next_at)
SELECT back.id, back.service, 'returned', channel, CAST(:#at AS timestamptz), CAST(:#at AS timestamptz)
  FROM back CROSS JOIN unnest(string_to_array(back.channels, ',')) channel
 WHERE EXISTS (SELECT FROM backup_notifications n
                WHERE n.alert_id = back.id AND n.channel = channel.channel AND n.event LIKE 'resolved%'
                  AND (n.state = 'sent' OR n.attempts > 0))
    -- Who was to hear of it and did not before it was over.
    OR EXISTS (SELECT FROM backup_notifications n
                WHERE n.alert_id = back.id AND n.channel = channel.channel AND n.event IN ('opened', 'returned') AND n.state = 'dropped')
       AND NOT EXISTS (SELECT FROM backup_notifications n
                        WHERE n.alert_id = back.id AND n.channel = channel.channel AND n.state IN ('sent', 'waiting'))
ON CONFLICT (alert_id, event, channel) DO UPDATE SET state = 'waiting', next_at = excluded.next_at, ended_at = NULL, answer = NULL
 WHERE known.state = 'dropped'
