INSERT INTO backup_restoration_tests
    (id, operation_id, backup_id, repository, test_type, outcome, started_at, ended_at, timings, differences, report,
     certificate)
VALUES
    (:#id, :#operationId, :#backupId, :#repository, :#testType, :#outcome, CAST(:#startedAt AS timestamptz),
     CAST(:#endedAt AS timestamptz), CAST(:#timings AS jsonb), CAST(:#differences AS jsonb), CAST(:#report AS jsonb),
     :#certificate)
ON CONFLICT (id) DO NOTHING
