SELECT record::text AS record FROM backup_recoveries WHERE service = :#service ORDER BY started_at DESC LIMIT :#limit
