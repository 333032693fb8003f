SELECT record::text AS record FROM backup_recoveries WHERE service = :#service AND state = 'running' ORDER BY started_at
