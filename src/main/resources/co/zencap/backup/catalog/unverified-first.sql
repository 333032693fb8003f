SELECT b.id, b.target, b.kind
FROM backups b
WHERE b.target IN (:#in:targets)
  AND EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'stored')
ORDER BY (SELECT max(v.ended_at) FROM backup_verifications v WHERE v.backup_id = b.id) NULLS FIRST, b.created_at DESC
