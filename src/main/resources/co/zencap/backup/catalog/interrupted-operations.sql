-- All of them where no id is asked for.
SELECT id, kind, target, backup_id
FROM backup_operations
WHERE state = 'running' AND target IN (:#in:targets) AND :#only IN ('', id)
  AND operation_is_abandoned(node, started_at, :#process, :#node, CAST(:#starting AS boolean))
