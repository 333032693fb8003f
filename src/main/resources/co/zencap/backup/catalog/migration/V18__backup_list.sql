-- What is known of each backup, for lists and for the question which one of a target can be relied on. Views within views and
-- no WITH, so that the question for one backup, or for a target's newest, looks at those rows alone.
CREATE VIEW backup_copy_states AS
SELECT c.backup_id,
       c.repository,
       c.state,
       (SELECT v.outcome
        FROM backup_verifications v
        WHERE v.backup_id = c.backup_id AND v.repository = c.repository
        ORDER BY v.seq DESC
        LIMIT 1) AS outcome
FROM backup_copies c;
COMMENT ON VIEW backup_copy_states IS 'Each copy of a backup, and how its last verification ended';

CREATE VIEW backup_list AS
SELECT b.id,
       b.target,
       b.kind,
       b.created_at,
       b.plain_bytes,
       b.stored_bytes,
       b.encrypted,
       -- Those that hold it whole, as far as anybody knows.
       coalesce((SELECT array_agg(c.repository ORDER BY c.repository)
                 FROM backup_copy_states c
                 WHERE c.backup_id = b.id AND c.state = 'stored' AND c.outcome IS DISTINCT FROM 'failed'), '{}')
           AS repositories,
       EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'pending') AS pending,
       EXISTS (SELECT FROM backup_copy_states c
               WHERE c.backup_id = b.id AND c.state = 'stored' AND c.outcome = 'failed') AS damaged,
       -- Verified: of every repository that holds it, the last verification passed.
       EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'stored')
           AND NOT EXISTS (SELECT FROM backup_copy_states c
                           WHERE c.backup_id = b.id
                             AND c.state = 'stored'
                             AND c.outcome IS DISTINCT FROM 'passed') AS verified,
       (SELECT t.outcome = 'passed'
        FROM backup_restoration_tests t
        WHERE t.backup_id = b.id
        ORDER BY t.seq DESC
        LIMIT 1) AS tested,
       (SELECT h.reason FROM backup_holds h WHERE h.backup_id = b.id AND h.released_at IS NULL) AS hold
FROM present_backups b;
COMMENT ON VIEW backup_list IS 'Backups, where they are whole, and whether they have been verified and tested';
