WITH forgotten AS (
    DELETE FROM backup_nodes n
    WHERE seen_at < now() - INTERVAL '30 days'
      AND NOT EXISTS (SELECT FROM backup_operations o WHERE o.node = n.node AND o.state = 'running'))
INSERT INTO backup_nodes (node, seen_at) VALUES (:#process, now())
ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at
