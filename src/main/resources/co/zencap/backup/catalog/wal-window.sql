SELECT target, timeline, reached, recoverable_at, held_bytes, backlog_bytes, sent_at, oldest_at, whole, gap, looked_at
  FROM backup_wal
 WHERE target = :#target
