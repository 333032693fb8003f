DELETE FROM repository_speed WHERE service = :#service AND at < CAST(:#before AS timestamptz)
