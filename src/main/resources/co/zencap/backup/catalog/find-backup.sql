SELECT id FROM backups WHERE id = :#id
