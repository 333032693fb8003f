INSERT INTO backup_nodes (node, seen_at) VALUES (:#node, now())
ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at
