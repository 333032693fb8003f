SELECT seq, id, at, actor, action, target, repository, backup_id, operation_id, bytes, reason, previous_hash, hash
FROM backup_audit
ORDER BY seq DESC
LIMIT :#limit
