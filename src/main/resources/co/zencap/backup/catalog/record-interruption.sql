UPDATE backup_operations
SET state = 'failed',
    ended_at = now(),
    problem = jsonb_build_object(
        'title', 'The ' || kind || ' of ' || target || ' was cut off',
        'detail', 'The service ended while it was running.',
        'hint', 'What it left is removed; start it again.')
WHERE id = :#id AND state = 'running'
  AND operation_is_abandoned(node, started_at, :#process, :#node, CAST(:#starting AS boolean))
