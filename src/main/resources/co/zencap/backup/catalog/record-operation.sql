INSERT INTO backup_operations
    (id, kind, target, parent_id, backup_id, state, phase, started_at, ended_at, result, problem, node)
VALUES
    (:#id, :#kind, :#target, :#parentId, :#backupId, :#state, :#phase, CAST(:#startedAt AS timestamptz),
     CAST(:#endedAt AS timestamptz), CAST(:#result AS jsonb), CAST(:#problem AS jsonb), :#node)
ON CONFLICT (id) DO UPDATE SET
    backup_id = excluded.backup_id,
    state = excluded.state,
    phase = excluded.phase,
    ended_at = excluded.ended_at,
    result = excluded.result,
    problem = excluded.problem
WHERE backup_operations.state = 'running'
