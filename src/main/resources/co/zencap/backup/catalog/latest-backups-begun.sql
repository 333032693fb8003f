SELECT target, max(started_at) AS begun
FROM backup_operations
WHERE kind = 'backup' AND target IN (:#in:targets) AND state IN ('running', 'succeeded')
GROUP BY target
