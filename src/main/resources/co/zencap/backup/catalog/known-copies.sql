SELECT b.id,
       c.repository,
       EXISTS (SELECT FROM backup_holds h WHERE h.backup_id = b.id) AS held
FROM backups b
LEFT JOIN backup_copies c ON c.backup_id = b.id
