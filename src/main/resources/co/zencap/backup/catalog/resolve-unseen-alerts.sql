-- A watch sees all its cases each time it looks: what it no longer sees is over.
UPDATE backup_monitoring_alerts
   SET resolved_at = CAST(:#at AS timestamptz),
       resolution = 'It is no longer so.' || CASE
           WHEN CAST(:#at AS timestamptz) - at >= INTERVAL '2 minutes'
           THEN ' It was for ' || floor(extract(epoch FROM CAST(:#at AS timestamptz) - at) / 60) || ' minutes.' ELSE '' END,
       announced = false
 WHERE service = :#service AND over_by = 'watch' AND over_when = :#watch AND resolved_at IS NULL
   AND at <= CAST(:#at AS timestamptz) AND NOT (cause = ANY (string_to_array(:#causes, E'\n')))
