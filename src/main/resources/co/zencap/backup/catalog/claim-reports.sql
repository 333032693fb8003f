-- What is due, for this node alone until its claim ends: should it die, another one sends.
WITH due AS (
    SELECT period, until FROM backup_reports
     WHERE service = :#service AND state = 'waiting' AND next_at <= CAST(:#now AS timestamptz)
       AND (claimed_until IS NULL OR claimed_until <= CAST(:#now AS timestamptz))
     ORDER BY until LIMIT 10 FOR UPDATE SKIP LOCKED
)
UPDATE backup_reports r
   SET claimed_until = CAST(:#claim AS timestamptz), attempts = r.attempts + 1
  FROM due
 WHERE r.service = :#service AND r.period = due.period AND r.until = due.until
RETURNING r.period, r.until, r.attempts
