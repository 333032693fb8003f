SELECT CAST(id AS text) AS id, begun_at FROM backup_audit_trail
