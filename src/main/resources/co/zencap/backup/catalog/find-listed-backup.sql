SELECT b.*, (SELECT m.manifest ->> 'safetyOf' FROM backups m WHERE m.id = b.id) AS safety_of
FROM backup_list b
WHERE b.id = :#id
