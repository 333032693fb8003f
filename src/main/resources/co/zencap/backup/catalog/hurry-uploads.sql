-- The repository is back: what failed while it was away need not wait for its next turn.
UPDATE backup_copies SET next_attempt_at = CAST(:#at AS timestamptz)
 WHERE state = 'pending' AND repository = :#repository AND attempts > 0 AND next_attempt_at > CAST(:#at AS timestamptz)
