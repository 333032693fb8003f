INSERT INTO backup_copies
    (backup_id, repository, state, stored_at, next_attempt_at)
VALUES
    (:#backupId, :#repository, :#state,
     CASE WHEN :#state = 'stored' THEN CAST(:#at AS timestamptz) END, CAST(:#at AS timestamptz))
ON CONFLICT (backup_id, repository) DO NOTHING
