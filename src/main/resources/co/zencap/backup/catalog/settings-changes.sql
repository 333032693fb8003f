SELECT name, value FROM backup_settings WHERE service = :#service
