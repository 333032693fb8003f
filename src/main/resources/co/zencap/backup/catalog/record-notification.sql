-- What became of notifications, and who is told in place of a channel that goes on failing.
WITH told AS (
    UPDATE backup_notifications
       SET state = :#state, answer = :#answer, claimed_until = NULL, next_at = CAST(:#nextAt AS timestamptz), digest = :#digest,
           ended_at = CASE WHEN :#state = 'waiting' THEN NULL ELSE CAST(:#at AS timestamptz) END
     WHERE id = ANY (CAST(string_to_array(:#notifications, ',') AS bigint[])) AND state = 'waiting'
    RETURNING alert_id, service, event
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at)
SELECT told.alert_id, told.service, told.event, channel, CAST(:#at AS timestamptz), CAST(:#at AS timestamptz)
  FROM told CROSS JOIN unnest(string_to_array(:#instead, ',')) channel
ON CONFLICT (alert_id, event, channel) DO NOTHING
