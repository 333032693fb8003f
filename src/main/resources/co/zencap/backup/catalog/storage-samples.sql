SELECT at, repository, target, storage_class, objects, bytes
FROM backup_storage_samples
WHERE service = :#service AND at >= CAST(:#since AS timestamptz)
ORDER BY at
