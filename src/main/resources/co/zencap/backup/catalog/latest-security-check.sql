SELECT id, operation_id, outcome, started_at, ended_at, checks
FROM backup_security_checks
WHERE service = :#service
ORDER BY started_at DESC
LIMIT 1
