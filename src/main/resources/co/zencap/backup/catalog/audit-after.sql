SELECT seq, id, at, actor, action, target, repository, backup_id, operation_id, bytes, reason, source, outcome, detail,
       previous_hash, hash
FROM backup_audit
WHERE seq > :#after
ORDER BY seq
LIMIT :#limit
