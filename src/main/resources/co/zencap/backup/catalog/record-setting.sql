INSERT INTO backup_settings (service, name, value, changed_at)
VALUES (:#service, :#name, :#value, CAST(:#at AS timestamptz))
ON CONFLICT (service, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
WHERE backup_settings.changed_at <= excluded.changed_at
