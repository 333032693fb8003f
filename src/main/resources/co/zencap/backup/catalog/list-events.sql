SELECT id, at, type, component, message, details
FROM backup_system_events
WHERE details ->> 'service' = :#service
  AND (CAST(:#before AS bigint) IS NULL OR id < CAST(:#before AS bigint))
  AND (CAST(:#type AS text) IS NULL OR type = CAST(:#type AS text))
  AND (CAST(:#component AS text) IS NULL OR component = CAST(:#component AS text))
ORDER BY id DESC
LIMIT :#limit
