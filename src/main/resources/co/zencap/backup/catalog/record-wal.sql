INSERT INTO backup_wal
    (target, system_identifier, timeline, reached, recoverable_at, held_bytes, backlog_bytes, sent_at)
VALUES
    (:#target, :#systemIdentifier, CAST(:#timeline AS bigint), :#reached, CAST(:#recoverableAt AS timestamptz),
     CAST(:#heldBytes AS bigint), CAST(:#backlogBytes AS bigint), CAST(:#at AS timestamptz))
ON CONFLICT (target) DO UPDATE SET
    system_identifier = excluded.system_identifier,
    timeline = excluded.timeline,
    reached = excluded.reached,
    recoverable_at = excluded.recoverable_at,
    held_bytes = excluded.held_bytes,
    backlog_bytes = excluded.backlog_bytes,
    sent_at = excluded.sent_at
WHERE backup_wal.sent_at IS NULL OR backup_wal.sent_at <= excluded.sent_at
