INSERT INTO backup_audit
    (id, at, actor, action, target, repository, backup_id, operation_id, bytes, reason)
VALUES
    (:#id, CAST(:#at AS timestamptz), :#actor, :#action, :#target, :#repository, :#backupId, :#operationId, :#bytes,
     :#reason)
ON CONFLICT (id) DO NOTHING
