INSERT INTO backup_alert_messages (alert_id, event, channel, recipient, message, at)
VALUES (:#alert, :#event, :#channel, :#recipient, :#message, CAST(:#at AS timestamptz))
ON CONFLICT (alert_id, event, channel, recipient) DO NOTHING
