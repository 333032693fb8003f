-- What a process that has died was making counts for nothing, also before somebody has said that it failed. Incremental base
-- backups have a timer of their own, and are no full ones.
SELECT target, max(started_at) AS begun
FROM backup_operations
WHERE kind = 'backup' AND target IN (:#in:targets)
  AND coalesce(result ->> 'incremental', '') <> 'true'
  AND (state = 'succeeded' OR state = 'running'
       AND NOT operation_is_abandoned(node, started_at, :#process, :#node, CAST(:#starting AS boolean)))
GROUP BY target
