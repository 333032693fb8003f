SELECT id, name, role, digest, created_at, created_by, expires_at, revoked_at, revoked_by, last_used_at
FROM backup_api_keys
WHERE service = :#service
ORDER BY created_at DESC, id
