SELECT event, channel, state, at, next_at, attempts, answer, digest, ended_at
  FROM backup_notifications WHERE alert_id = :#id ORDER BY id
