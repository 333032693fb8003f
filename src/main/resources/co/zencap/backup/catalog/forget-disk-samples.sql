DELETE FROM backup_disk_samples WHERE service = :#service AND at < CAST(:#before AS timestamptz)
