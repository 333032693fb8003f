-- The newest backup of each target that a repository holds whole, as far as anybody knows; none of what a recovery has replaced.
WITH copies AS (
    SELECT c.backup_id,
           c.repository,
           (SELECT v.outcome
            FROM backup_verifications v
            WHERE v.backup_id = c.backup_id AND v.repository = c.repository
            ORDER BY v.seq DESC
            LIMIT 1) AS outcome
    FROM backup_copies c
    WHERE c.state = 'stored')
SELECT DISTINCT ON (b.target)
       b.id,
       b.target,
       b.created_at,
       b.stored_bytes,
       (SELECT string_agg(c.repository, ', ' ORDER BY c.repository)
        FROM copies c WHERE c.backup_id = b.id AND c.outcome IS DISTINCT FROM 'failed') AS repositories
FROM present_backups b
WHERE b.target IN (:#in:targets)
  AND b.manifest ->> 'safetyOf' IS NULL
  AND EXISTS (SELECT FROM copies c WHERE c.backup_id = b.id AND c.outcome IS DISTINCT FROM 'failed')
ORDER BY b.target, b.created_at DESC
