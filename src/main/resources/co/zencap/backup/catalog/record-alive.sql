WITH forgotten AS (
    DELETE FROM backup_nodes n
    WHERE seen_at < now() - INTERVAL '30 days'
      AND NOT EXISTS (SELECT FROM backup_operations o WHERE o.node = n.node AND o.state = 'running')
      -- That it is gone for good ends what it saw.
      AND NOT EXISTS (SELECT FROM backup_monitoring_alerts a
                       WHERE a.resolved_at IS NULL AND a.over_by = 'watch'
                         AND right(a.over_when, length(n.node) - 8) = ' ' || left(n.node, -9)))
INSERT INTO backup_nodes (node, seen_at) VALUES (:#process, now())
ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at
