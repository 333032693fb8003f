INSERT INTO backup_holds
    (backup_id, reason, placed_by, placed_at)
VALUES
    (:#backupId, :#reason, :#placedBy, CAST(:#placedAt AS timestamptz))
ON CONFLICT (backup_id) DO NOTHING
