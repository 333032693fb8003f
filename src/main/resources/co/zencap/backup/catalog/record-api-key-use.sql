UPDATE backup_api_keys
SET last_used_at = greatest(last_used_at, CAST(:#at AS timestamptz))
WHERE id = :#id
