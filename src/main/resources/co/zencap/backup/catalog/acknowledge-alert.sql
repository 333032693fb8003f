UPDATE backup_monitoring_alerts SET acknowledged_at = CAST(:#at AS timestamptz), acknowledged_by = :#by
 WHERE id = :#id AND service = :#service AND acknowledged_at IS NULL
