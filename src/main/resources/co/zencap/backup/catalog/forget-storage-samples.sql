DELETE FROM backup_storage_samples WHERE service = :#service AND at < CAST(:#before AS timestamptz)
