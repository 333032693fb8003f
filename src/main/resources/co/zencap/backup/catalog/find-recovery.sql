SELECT record::text AS record, certificate FROM backup_recoveries WHERE service = :#service AND :#id IN (id, operation_id)
