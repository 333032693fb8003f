SELECT count(*) AS count FROM backup_monitoring_alerts
 WHERE service = :#service AND resolved_at IS NULL AND level IN ('warning', 'error', 'critical')
