UPDATE backup_copies
SET attempts = attempts + 1,
    last_error = :#error,
    next_attempt_at = CAST(:#nextAttemptAt AS timestamptz)
WHERE backup_id = :#backupId AND repository = :#repository AND state = 'pending'
