WITH copies AS (
    SELECT c.backup_id,
           c.repository,
           c.state,
           (SELECT v.outcome
            FROM backup_verifications v
            WHERE v.backup_id = c.backup_id AND v.repository = c.repository
            ORDER BY v.seq DESC
            LIMIT 1) AS outcome
    FROM backup_copies c)
SELECT b.id,
       b.target,
       b.kind,
       b.created_at,
       b.plain_bytes,
       b.stored_bytes,
       b.encrypted,
       -- Those that hold it whole, as far as anybody knows.
       coalesce((SELECT array_agg(c.repository ORDER BY c.repository)
                 FROM copies c
                 WHERE c.backup_id = b.id AND c.state = 'stored' AND c.outcome IS DISTINCT FROM 'failed'), '{}')
           AS repositories,
       EXISTS (SELECT FROM copies c WHERE c.backup_id = b.id AND c.state = 'pending') AS pending,
       EXISTS (SELECT FROM copies c
               WHERE c.backup_id = b.id AND c.state = 'stored' AND c.outcome = 'failed') AS damaged,
       -- Verified: of every repository that holds it, the last verification passed.
       EXISTS (SELECT FROM copies c WHERE c.backup_id = b.id AND c.state = 'stored')
           AND NOT EXISTS (SELECT FROM copies c
                           WHERE c.backup_id = b.id
                             AND c.state = 'stored'
                             AND c.outcome IS DISTINCT FROM 'passed') AS verified,
       (SELECT t.outcome = 'passed'
        FROM backup_restoration_tests t
        WHERE t.backup_id = b.id
        ORDER BY t.seq DESC
        LIMIT 1) AS tested,
       (SELECT h.reason FROM backup_holds h WHERE h.backup_id = b.id AND h.released_at IS NULL) AS hold
FROM present_backups b
WHERE NOT CAST(:#newestOnly AS boolean)
   OR NOT EXISTS (SELECT FROM present_backups n WHERE n.target = b.target AND n.created_at > b.created_at)
ORDER BY b.created_at DESC
LIMIT :#limit
