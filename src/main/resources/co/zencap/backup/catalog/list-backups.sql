-- Manifests are large, and looked into only for what is listed.
SELECT l.*, (SELECT m.manifest ->> 'safetyOf' FROM backups m WHERE m.id = l.id) AS safety_of
FROM (SELECT b.*
      FROM backup_list b
      WHERE NOT CAST(:#newestOnly AS boolean)
         OR NOT EXISTS (SELECT FROM present_backups n WHERE n.target = b.target AND n.created_at > b.created_at)
      ORDER BY b.created_at DESC
      LIMIT :#limit) l
ORDER BY l.created_at DESC
