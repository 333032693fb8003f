UPDATE backup_holds
SET released_at = CAST(:#releasedAt AS timestamptz)
WHERE backup_id = :#backupId AND released_at IS NULL AND placed_at <= CAST(:#releasedAt AS timestamptz)
