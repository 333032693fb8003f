UPDATE backup_operations
SET state = 'failed',
    ended_at = now(),
    problem = CAST(:#problem AS jsonb)
WHERE id = :#id AND state = 'running'
  AND operation_is_abandoned(node, started_at, :#process, :#node, CAST(:#starting AS boolean))
