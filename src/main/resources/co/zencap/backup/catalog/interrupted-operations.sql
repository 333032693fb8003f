SELECT id, kind, target, backup_id
FROM backup_operations
WHERE state = 'running' AND target IN (:#in:targets) AND started_at < CAST(:#before AS timestamptz)
