-- Beside record-audit.sql, which entries of before may still wait for in a journal.
INSERT INTO backup_audit
    (id, at, actor, action, target, repository, backup_id, operation_id, bytes, reason, source, outcome, detail)
VALUES
    (:#id, CAST(:#at AS timestamptz), :#actor, :#action, :#target, :#repository, :#backupId, :#operationId, :#bytes,
     :#reason, :#source, :#outcome, :#detail)
ON CONFLICT (id) DO NOTHING
