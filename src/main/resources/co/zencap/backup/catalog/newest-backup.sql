SELECT id, target, kind FROM backups WHERE target = :#target ORDER BY created_at DESC LIMIT 1
