INSERT INTO backup_component_health AS h (service, node, component, state, since, last_good, detail, at, responses)
VALUES (:#service, :#node, :#component, :#state, CAST(:#since AS timestamptz), CAST(:#lastGood AS timestamptz), :#detail,
        CAST(:#at AS timestamptz), array_remove(ARRAY[CAST(:#response AS bigint)], NULL))
ON CONFLICT (service, node, component) DO UPDATE SET
    state = excluded.state,
    since = excluded.since,
    last_good = excluded.last_good,
    detail = excluded.detail,
    at = excluded.at,
    -- The last of them, the newest last.
    responses = (h.responses || excluded.responses)
        [greatest(1, cardinality(h.responses || excluded.responses) - CAST(:#remembered AS integer) + 1):]
WHERE h.at < excluded.at
