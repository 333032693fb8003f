SELECT target, database_name, gone_at IS NOT NULL AS gone
FROM backup_discovered_databases
WHERE service = :#service
ORDER BY target
