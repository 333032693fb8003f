SELECT b.target,
       count(*) FILTER (WHERE v.outcome = 'passed') AS passed,
       count(*) FILTER (WHERE v.outcome = 'failed') AS failed,
       max(v.ended_at)                              AS latest
FROM backup_verifications v JOIN backups b ON b.id = v.backup_id
WHERE b.target IN (:#in:targets)
  AND v.ended_at > CAST(:#since AS timestamptz) AND v.ended_at <= CAST(:#until AS timestamptz)
GROUP BY b.target
ORDER BY b.target
