SELECT c.backup_id AS id,
       c.repository,
       c.state,
       (SELECT v.outcome
        FROM backup_verifications v
        WHERE v.backup_id = c.backup_id AND v.repository = c.repository
        ORDER BY v.seq DESC
        LIMIT 1) AS outcome,
       coalesce((SELECT a.action = 'delete-backup'
                 FROM backup_audit a
                 WHERE a.backup_id = c.backup_id
                   AND a.repository = c.repository
                   AND a.action IN ('delete-backup', 'delete-failed')
                 ORDER BY a.seq DESC
                 LIMIT 1), false) AS condemned
FROM backup_copies c
JOIN backups b ON b.id = c.backup_id
WHERE b.target = :#target
