-- What became of a report: it was sent, or is tried again.
UPDATE backup_reports
   SET state = :#state, answer = :#answer, claimed_until = NULL, next_at = CAST(:#nextAt AS timestamptz),
       ended_at = CASE WHEN :#state = 'sent' THEN CAST(:#at AS timestamptz) END
 WHERE service = :#service AND period = :#period AND until = CAST(:#until AS timestamptz) AND state = 'waiting'
