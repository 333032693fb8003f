SELECT b.id, b.target, b.kind
FROM backups b
WHERE b.target IN (:#in:targets) AND b.created_at < CAST(:#before AS timestamptz)
  AND EXISTS (SELECT FROM backup_copies c
                WHERE c.backup_id = b.id
                  AND c.state = 'stored'
                  AND NOT EXISTS (SELECT FROM backup_verifications v
                                  WHERE v.backup_id = c.backup_id AND v.repository = c.repository))
ORDER BY b.created_at DESC
LIMIT 100
