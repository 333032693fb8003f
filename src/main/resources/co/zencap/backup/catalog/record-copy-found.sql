UPDATE backup_copies
SET state = 'stored',
    deleted_at = NULL
WHERE backup_id = :#backupId AND repository = :#repository AND state = 'deleted'
