SELECT b.id, b.target, b.kind
FROM backups b
CROSS JOIN LATERAL (SELECT max(v.ended_at) AS at FROM backup_verifications v WHERE v.backup_id = b.id) AS last
WHERE b.target IN (:#in:targets)
  AND EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state = 'stored')
  AND (last.at IS NULL OR last.at < CAST(:#before AS timestamptz))
ORDER BY last.at NULLS FIRST, b.created_at DESC
