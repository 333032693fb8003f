INSERT INTO backup_wal
    (target, oldest_at, whole, gap, looked_at)
VALUES
    (:#target, CAST(:#oldestAt AS timestamptz), :#whole, :#gap, CAST(:#at AS timestamptz))
ON CONFLICT (target) DO UPDATE SET
    oldest_at = excluded.oldest_at,
    whole = excluded.whole,
    gap = excluded.gap,
    looked_at = excluded.looked_at
WHERE backup_wal.looked_at IS NULL OR backup_wal.looked_at <= excluded.looked_at
