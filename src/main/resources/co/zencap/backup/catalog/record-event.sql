INSERT INTO backup_system_events (at, type, component, message, details)
VALUES (CAST(:#at AS timestamptz), :#type, :#component, :#message, CAST(:#details AS jsonb))
