INSERT INTO backup_monitoring_alerts
    (id, at, level, component, target, title, detail, hint, operation_id, backup_id)
VALUES
    (:#id, CAST(:#at AS timestamptz), :#level, :#component, :#target, :#title, :#detail, :#hint, :#operationId,
     :#backupId)
ON CONFLICT (id) DO NOTHING
