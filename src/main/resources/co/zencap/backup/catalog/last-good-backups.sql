-- The newest backup of each target that a repository holds whole, as far as anybody knows; none of what a recovery has replaced.
-- Manifests are large, and looked into one after the other, the newest first, until one will do: hence OFFSET 0.
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
SELECT good.*,
       (SELECT string_agg(c.repository, ', ' ORDER BY c.repository)
        FROM copies c WHERE c.backup_id = good.id AND c.outcome IS DISTINCT FROM 'failed') AS repositories
FROM (SELECT DISTINCT target FROM present_backups WHERE target IN (:#in:targets)) t
CROSS JOIN LATERAL (SELECT l.*
                    FROM (SELECT b.id, b.target, b.created_at, b.stored_bytes
                          FROM present_backups b
                          WHERE b.target = t.target
                            AND EXISTS (SELECT FROM copies c
                                        WHERE c.backup_id = b.id AND c.outcome IS DISTINCT FROM 'failed')
                          ORDER BY b.created_at DESC
                          OFFSET 0) l
                    WHERE (SELECT m.manifest ->> 'safetyOf' FROM backups m WHERE m.id = l.id) IS NULL
                    ORDER BY l.created_at DESC
                    LIMIT 1) good
ORDER BY good.target
