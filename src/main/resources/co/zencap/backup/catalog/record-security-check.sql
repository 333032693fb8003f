INSERT INTO backup_security_checks (id, service, operation_id, outcome, started_at, ended_at, checks)
VALUES (:#id, :#service, :#operationId, :#outcome, CAST(:#startedAt AS timestamptz), CAST(:#endedAt AS timestamptz),
        CAST(:#checks AS jsonb))
ON CONFLICT (id) DO NOTHING
