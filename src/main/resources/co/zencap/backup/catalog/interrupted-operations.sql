-- Our own of before this process, and those of nodes that have not been alive for ten minutes.
SELECT id, kind, target, backup_id
FROM backup_operations o
WHERE state = 'running' AND target IN (:#in:targets)
  AND CASE WHEN o.node IS NULL OR o.node = :#node THEN o.started_at < CAST(:#before AS timestamptz)
           ELSE o.started_at < now() - INTERVAL '10 minutes'
                AND NOT EXISTS (SELECT FROM backup_nodes n
                                WHERE n.node = o.node AND n.seen_at > now() - INTERVAL '10 minutes') END
