-- A backup is due when the copy is that nobody has read for the longest. What lies in an archive tier can't be read; that it
-- was tried counts, so that it comes no more often than the others.
SELECT b.id, b.target, b.kind
FROM backups b
CROSS JOIN LATERAL (
    SELECT min(coalesce(greatest(
               (SELECT max(v.ended_at)
                FROM backup_verifications v
                WHERE v.backup_id = c.backup_id AND v.repository = c.repository),
               (SELECT l.archived_at
                FROM backup_copy_looks l
                WHERE l.backup_id = c.backup_id AND l.repository = c.repository)), '-infinity')) AS at
    FROM backup_copies c
    WHERE c.backup_id = b.id AND c.state = 'stored' AND c.repository IN (:#in:repositories)) AS last
WHERE b.target IN (:#in:targets)
  AND last.at < CAST(:#before AS timestamptz)
ORDER BY last.at, b.created_at DESC
