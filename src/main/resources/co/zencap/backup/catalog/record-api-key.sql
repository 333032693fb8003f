INSERT INTO backup_api_keys (id, service, name, role, digest, created_at, created_by, expires_at)
VALUES (:#id, :#service, :#name, :#role, :#digest, CAST(:#createdAt AS timestamptz), :#createdBy,
        CAST(:#expiresAt AS timestamptz))
ON CONFLICT DO NOTHING
