INSERT INTO backup_holds
    (backup_id, reason, placed_by, placed_at)
VALUES
    (:#backupId, :#reason, :#placedBy, CAST(:#placedAt AS timestamptz))
ON CONFLICT (backup_id) DO UPDATE SET
    reason = excluded.reason,
    placed_by = excluded.placed_by,
    placed_at = excluded.placed_at,
    released_at = NULL
WHERE backup_holds.placed_at < excluded.placed_at
