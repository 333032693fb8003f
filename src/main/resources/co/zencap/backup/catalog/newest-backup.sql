SELECT id FROM backups WHERE target = :#target ORDER BY created_at DESC LIMIT 1
