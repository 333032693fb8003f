INSERT INTO backup_storage_samples (service, at, repository, target, storage_class, objects, bytes)
VALUES (:#service, CAST(:#at AS timestamptz), :#repository, :#target, :#storageClass, :#objects, :#bytes)
ON CONFLICT DO NOTHING
