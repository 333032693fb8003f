UPDATE backup_api_keys
SET revoked_at = CAST(:#at AS timestamptz), revoked_by = :#by
WHERE id = :#id AND revoked_at IS NULL
