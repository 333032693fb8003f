SELECT id, target, kind FROM backups WHERE id = :#id
