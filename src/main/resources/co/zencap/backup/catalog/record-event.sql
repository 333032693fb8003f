INSERT INTO backup_system_events (at, type, component, message, details)
SELECT CAST(:#at AS timestamptz), :#type, :#component, :#message, CAST(:#details AS jsonb)
WHERE NOT EXISTS (SELECT FROM backup_system_events e
                  WHERE e.at = CAST(:#at AS timestamptz) AND e.type = :#type AND e.component = :#component
                    AND e.message = :#message AND e.details = CAST(:#details AS jsonb))
