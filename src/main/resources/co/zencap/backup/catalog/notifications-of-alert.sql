SELECT event, channel, state, at, next_at, attempts, answer, ended_at
  FROM backup_notifications WHERE alert_id = :#id ORDER BY id
