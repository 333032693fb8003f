-- Changes a row only for the first node that has found it, or found it again.
INSERT INTO backup_discovered_databases AS known (service, target, database_name)
VALUES (:#service, :#target, :#database)
ON CONFLICT (service, target) DO UPDATE
SET database_name = excluded.database_name, found_at = now(), gone_at = NULL
WHERE known.gone_at IS NOT NULL
