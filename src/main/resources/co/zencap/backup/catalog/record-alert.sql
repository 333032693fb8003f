-- One sighting: the first opens an alert, later ones are counted, and whoever is to be told gets a notification when it is
-- news. What follows from another cause is told to the log alone while people know of that one; should it be seen again when
-- that is over, they are told. A sighting that is written down again changes nothing.
WITH rank AS (
    SELECT ARRAY['info', 'warning', 'error', 'critical'] AS levels
), seen AS (
    INSERT INTO backup_monitoring_alerts AS a
        (id, service, cause, over_by, over_when, at, seen_at, level, component, target, title, detail, hint, operation_id, backup_id,
         last_sighting, channels)
    SELECT :#id, :#service, :#cause, :#overBy, :#overWhen, CAST(:#at AS timestamptz), CAST(:#at AS timestamptz), :#level, :#component,
           :#target, :#title, :#detail, :#hint, :#operationId, :#backupId, :#id, :#channels
     WHERE NOT EXISTS (SELECT FROM backup_monitoring_alerts WHERE id = :#id)
    ON CONFLICT (service, cause) WHERE resolved_at IS NULL DO UPDATE SET
        times = a.times + 1,
        seen_at = greatest(a.seen_at, excluded.seen_at),
        last_sighting = excluded.id,
        news = array_position((SELECT levels FROM rank), excluded.level) > array_position((SELECT levels FROM rank), a.level),
        level = CASE WHEN array_position((SELECT levels FROM rank), excluded.level)
                          > array_position((SELECT levels FROM rank), a.level) THEN excluded.level ELSE a.level END,
        title = excluded.title,
        detail = excluded.detail,
        hint = excluded.hint,
        operation_id = excluded.operation_id,
        backup_id = excluded.backup_id,
        over_by = excluded.over_by,
        over_when = excluded.over_when,
        channels = CASE WHEN array_position((SELECT levels FROM rank), excluded.level)
                             > array_position((SELECT levels FROM rank), a.level) THEN excluded.channels ELSE a.channels END
     WHERE a.last_sighting <> excluded.id
    RETURNING a.id, a.service, a.cause, a.level, a.news, a.channels,
              EXISTS (SELECT FROM backup_notifications n WHERE n.alert_id = a.id AND n.channel <> 'log') AS told,
              EXISTS (SELECT FROM backup_monitoring_alerts b
                       WHERE b.service = a.service AND b.cause = :#follows AND b.resolved_at IS NULL AND b.channels <> 'log') AS explained
)
INSERT INTO backup_notifications (alert_id, service, event, channel, at, next_at, state, ended_at)
SELECT seen.id, seen.service, CASE WHEN seen.id = :#id OR NOT seen.told AND channel <> 'log' THEN 'opened' ELSE 'raised to ' || seen.level END, channel,
       CAST(:#at AS timestamptz), CAST(:#at AS timestamptz),
       CASE WHEN channel = ANY (string_to_array(:#told, ',')) THEN 'sent' ELSE 'waiting' END,
       CASE WHEN channel = ANY (string_to_array(:#told, ',')) THEN CAST(:#at AS timestamptz) END
  FROM seen CROSS JOIN unnest(string_to_array(seen.channels, ',')) channel
 WHERE (seen.news OR NOT seen.told AND channel <> 'log')
   AND (channel = 'log' OR NOT seen.explained)
   -- That it became worse is told when the silence is over, where people know that there is something.
   AND (NOT EXISTS (SELECT FROM backup_alert_silences s
                     WHERE s.service = seen.service AND s.cause = seen.cause AND s.until > CAST(:#at AS timestamptz))
        OR EXISTS (SELECT FROM backup_notifications n
                    WHERE n.alert_id = seen.id AND n.event = 'opened' AND n.channel = channel.channel))
ON CONFLICT (alert_id, event, channel) DO NOTHING
