SELECT component, state, since, last_good
FROM backup_component_health
WHERE service = :#service AND node = :#node
