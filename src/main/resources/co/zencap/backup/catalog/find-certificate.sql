SELECT certificate FROM backup_restoration_tests
 WHERE certificate IS NOT NULL AND :#id IN (id, operation_id, backup_id)
 ORDER BY started_at DESC LIMIT 1
