UPDATE backup_monitoring_alerts SET undelivered = NOT CAST(:#delivered AS boolean) WHERE id = :#id
