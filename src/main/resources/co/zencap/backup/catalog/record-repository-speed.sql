INSERT INTO repository_speed (service, repository, target, backup_id, at, bytes, bytes_per_second, first_byte_millis)
VALUES (:#service, :#repository, :#target, :#backupId, CAST(:#at AS timestamptz), :#bytes, :#bytesPerSecond,
        :#firstByteMillis)
ON CONFLICT (service, repository, target, backup_id, at) DO NOTHING
