UPDATE backup_copies
SET state = 'pending',
    last_error = :#error,
    next_attempt_at = CAST(:#at AS timestamptz)
WHERE backup_id = :#backupId AND repository = :#repository AND state = 'stored'
