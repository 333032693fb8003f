UPDATE backup_monitoring_alerts
   SET resolved_at = CAST(:#at AS timestamptz), resolution = :#resolution, announced = false
 WHERE id = :#id AND service = :#service AND resolved_at IS NULL
