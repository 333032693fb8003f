SELECT target,
       count(*)                                      AS runs,
       count(*) FILTER (WHERE state = 'succeeded')   AS succeeded
FROM backup_operations
WHERE kind = 'backup' AND target IN (:#in:targets) AND ended_at > CAST(:#since AS timestamptz)
GROUP BY target
