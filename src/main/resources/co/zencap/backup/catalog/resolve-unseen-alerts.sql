-- A watch sees all its cases each time it looks: what it no longer sees is over.
UPDATE backup_monitoring_alerts
   SET resolved_at = CAST(:#at AS timestamptz), resolution = 'It is no longer so.', announced = false
 WHERE service = :#service AND over_by = 'watch' AND over_when = :#watch AND resolved_at IS NULL
   AND at <= CAST(:#at AS timestamptz) AND NOT (cause = ANY (string_to_array(:#causes, E'\n')))
