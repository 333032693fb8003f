SELECT b.target, count(*) AS count, min(b.created_at) AS oldest
FROM backup_copies c
JOIN backups b ON b.id = c.backup_id
WHERE c.state = 'pending' AND b.target IN (:#in:targets)
GROUP BY b.target
