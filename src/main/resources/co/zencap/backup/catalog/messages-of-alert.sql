SELECT event, recipient, message
  FROM backup_alert_messages WHERE alert_id = :#alert AND channel = :#channel ORDER BY id
