INSERT INTO backup_alert_silences (service, cause, until, by, at)
SELECT service, cause, CAST(:#until AS timestamptz), :#by, CAST(:#at AS timestamptz)
  FROM backup_monitoring_alerts WHERE id = :#id AND service = :#service
ON CONFLICT (service, cause) DO UPDATE SET until = excluded.until, by = excluded.by, at = excluded.at
