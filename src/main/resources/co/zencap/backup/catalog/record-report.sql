-- A report that is due. An older one that could not be sent until now would only say what this one says, too.
WITH superseded AS (
    UPDATE backup_reports
       SET state = 'dropped', answer = 'A newer one took its place.', ended_at = CAST(:#until AS timestamptz)
     WHERE service = :#service AND period = :#period AND state = 'waiting' AND until < CAST(:#until AS timestamptz)
       AND (claimed_until IS NULL OR claimed_until <= CAST(:#until AS timestamptz))
)
INSERT INTO backup_reports (service, period, until, next_at)
VALUES (:#service, :#period, CAST(:#until AS timestamptz), CAST(:#until AS timestamptz))
ON CONFLICT (service, period, until) DO NOTHING
