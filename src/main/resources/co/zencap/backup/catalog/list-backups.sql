SELECT b.*
FROM backup_list b
WHERE NOT CAST(:#newestOnly AS boolean)
   OR NOT EXISTS (SELECT FROM present_backups n WHERE n.target = b.target AND n.created_at > b.created_at)
ORDER BY b.created_at DESC
LIMIT :#limit
