INSERT INTO backup_disk_samples (service, node, at, total, used)
VALUES (:#service, :#node, CAST(:#at AS timestamptz), :#total, :#used)
ON CONFLICT DO NOTHING
