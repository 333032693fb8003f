SELECT id, target, kind FROM present_backups WHERE target = :#target ORDER BY created_at DESC LIMIT 1
