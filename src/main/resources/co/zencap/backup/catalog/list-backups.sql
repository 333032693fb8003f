SELECT b.id,
       b.target,
       b.kind,
       b.created_at,
       b.plain_bytes,
       b.stored_bytes,
       b.encrypted,
       coalesce((SELECT array_agg(c.repository ORDER BY c.repository)
                 FROM backup_copies c
                 WHERE c.backup_id = b.id AND c.state = 'stored'), '{}') AS repositories,
       EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'pending') AS pending,
       -- Verified: of every repository that holds it, the last verification passed.
       EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'stored')
           AND NOT EXISTS (SELECT FROM backup_copies c
                           WHERE c.backup_id = b.id
                             AND c.state = 'stored'
                             AND coalesce((SELECT v.outcome
                                           FROM backup_verifications v
                                           WHERE v.backup_id = b.id AND v.repository = c.repository
                                           ORDER BY v.started_at DESC
                                           LIMIT 1), 'none') <> 'passed') AS verified,
       (SELECT t.outcome = 'passed'
        FROM backup_restoration_tests t
        WHERE t.backup_id = b.id
        ORDER BY t.started_at DESC
        LIMIT 1) AS tested
FROM backups b
ORDER BY b.created_at DESC
LIMIT :#limit
