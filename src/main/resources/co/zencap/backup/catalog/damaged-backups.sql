SELECT DISTINCT ON (backup_id) backup_id AS id, outcome
FROM backup_verifications
WHERE repository = 'local'
ORDER BY backup_id, seq DESC
