INSERT INTO backup_component_health AS h (service, node, component, state, since, last_good, detail, at)
VALUES (:#service, :#node, :#component, :#state, CAST(:#since AS timestamptz), CAST(:#lastGood AS timestamptz), :#detail,
        CAST(:#at AS timestamptz))
ON CONFLICT (service, node, component) DO UPDATE SET
    state = excluded.state,
    since = excluded.since,
    last_good = excluded.last_good,
    detail = excluded.detail,
    at = excluded.at
WHERE h.at < excluded.at
