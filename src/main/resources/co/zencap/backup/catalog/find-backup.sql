SELECT id, target, kind FROM present_backups WHERE id = :#id
