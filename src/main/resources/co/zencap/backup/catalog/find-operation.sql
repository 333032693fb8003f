SELECT id, kind, target, parent_id, backup_id, state, phase, started_at, ended_at, result, problem
FROM backup_operations
WHERE id = :#id
