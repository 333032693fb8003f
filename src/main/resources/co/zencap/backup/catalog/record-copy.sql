INSERT INTO backup_copies
    (backup_id, repository, state, stored_at, next_attempt_at)
VALUES
    (:#backupId, :#repository, :#state,
     CASE WHEN :#state = 'stored' THEN CAST(:#at AS timestamptz) END, CAST(:#at AS timestamptz))
ON CONFLICT (backup_id, repository) DO UPDATE SET
    state = excluded.state,
    stored_at = excluded.stored_at,
    last_error = NULL
WHERE backup_copies.state = 'pending' AND excluded.state = 'stored'
