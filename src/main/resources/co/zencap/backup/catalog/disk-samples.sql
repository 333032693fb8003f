SELECT at, total, used
FROM backup_disk_samples
WHERE service = :#service AND node = :#node AND at >= CAST(:#since AS timestamptz)
ORDER BY at
