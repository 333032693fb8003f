INSERT INTO backups
    (id, target, kind, operation_id, created_at, snapshot_time, plain_bytes, stored_bytes, encrypted, manifest)
VALUES
    (:#id, :#target, :#kind, :#operationId, CAST(:#createdAt AS timestamptz), CAST(:#snapshotTime AS timestamptz),
     :#plainBytes, :#storedBytes, :#encrypted, CAST(:#manifest AS jsonb))
ON CONFLICT (id) DO NOTHING
