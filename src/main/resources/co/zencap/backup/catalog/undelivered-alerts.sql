SELECT id, at, level, component, target, title, detail, hint, operation_id, backup_id
FROM backup_monitoring_alerts
WHERE undelivered AND at > now() - INTERVAL '7 days'
ORDER BY at
LIMIT 20
