INSERT INTO backup_recoveries
    (id, service, operation_id, type, target, database, backup_id, state, step, started_at, ended_at, revision, record,
     certificate)
VALUES
    (:#id, :#service, :#operationId, :#type, :#target, :#database, :#backupId, :#state, :#step,
     CAST(:#startedAt AS timestamptz), CAST(:#endedAt AS timestamptz), :#revision, CAST(:#record AS jsonb), :#certificate)
ON CONFLICT (id) DO UPDATE SET
    state = excluded.state,
    backup_id = excluded.backup_id,
    step = excluded.step,
    ended_at = excluded.ended_at,
    revision = excluded.revision,
    record = excluded.record,
    certificate = coalesce(excluded.certificate, backup_recoveries.certificate)
WHERE excluded.revision > backup_recoveries.revision
