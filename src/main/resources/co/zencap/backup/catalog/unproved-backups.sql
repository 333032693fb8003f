SELECT b.id, b.target, b.kind
FROM backups b
WHERE b.target IN (:#in:targets) AND b.created_at < CAST(:#before AS timestamptz)
  AND EXISTS (SELECT FROM backup_copies c
                WHERE c.backup_id = b.id
                  AND c.state = 'stored'
                  AND NOT EXISTS (SELECT FROM backup_verifications v
                                  WHERE v.backup_id = c.backup_id AND v.repository = c.repository)
                  -- What lies in an archive tier can't be read an hour later either.
                  AND NOT EXISTS (SELECT FROM backup_copy_looks l
                                  WHERE l.backup_id = c.backup_id
                                    AND l.repository = c.repository
                                    AND l.archived_at IS NOT NULL))
ORDER BY b.created_at DESC
LIMIT 100
