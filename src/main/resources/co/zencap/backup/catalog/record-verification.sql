INSERT INTO backup_verifications
    (id, operation_id, backup_id, repository, outcome, started_at, ended_at, checks)
VALUES
    (:#id, :#operationId, :#backupId, :#repository, :#outcome, CAST(:#startedAt AS timestamptz),
     CAST(:#endedAt AS timestamptz), CAST(:#checks AS jsonb))
ON CONFLICT (id) DO NOTHING
