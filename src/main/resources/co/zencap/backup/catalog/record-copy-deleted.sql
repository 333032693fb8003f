UPDATE backup_copies
SET state = 'deleted',
    deleted_at = CAST(:#at AS timestamptz)
WHERE backup_id = :#backupId AND repository = :#repository AND state <> 'deleted'
