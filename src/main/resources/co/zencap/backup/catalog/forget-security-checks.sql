DELETE FROM backup_security_checks WHERE service = :#service AND started_at < CAST(:#before AS timestamptz)
