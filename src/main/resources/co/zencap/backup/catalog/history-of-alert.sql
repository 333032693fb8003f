SELECT at, event, by, until, detail, times, last_at
  FROM backup_alert_events WHERE alert_id = :#id ORDER BY id
