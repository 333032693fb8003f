SELECT node, component, CAST(responses AS text[]) AS responses
FROM backup_component_health
WHERE service = :#service AND at >= CAST(:#since AS timestamptz) AND cardinality(responses) > 0
ORDER BY node, component
