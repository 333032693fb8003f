-- What an operation's success has ended; of what nobody watches, long silence. What a watch saw ends when that looks and sees it
-- no longer, however long that takes: its silence says nothing, unless there is nothing left that it could look at, or no node
-- that looks (nodes say so by the catalog's clock, and have nine characters more for each process).
UPDATE backup_monitoring_alerts a
   SET resolved_at = CAST(:#now AS timestamptz), announced = false,
       resolution = coalesce((SELECT 'The ' || o.kind || ' of ' || o.target || ' succeeded at ' || to_char(o.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '.'
                                FROM backup_operations o
                               WHERE a.over_by = 'success' AND o.state = 'succeeded' AND o.kind = split_part(a.over_when, ' ', 1)
                                 AND o.target = a.target AND o.ended_at > a.seen_at
                                 AND split_part(a.over_when, ' ', 2) = ANY (ARRAY['', o.backup_id, o.result ->> 'testType'])
                               ORDER BY o.ended_at LIMIT 1),
                             CASE WHEN a.over_by = 'quiet' THEN 'It was not seen again.'
                                  WHEN a.target = ANY (string_to_array(:#targets, ',')) OR a.target = ''
                                  THEN 'Its node has been away for days, and nobody looks there any more.'
                                  ELSE 'Its target is no longer backed up, and nobody looks at it any more.' END)
 WHERE a.service = :#service AND a.resolved_at IS NULL
   AND (a.over_by = 'success' AND EXISTS (
            SELECT FROM backup_operations o
             WHERE o.state = 'succeeded' AND o.kind = split_part(a.over_when, ' ', 1) AND o.target = a.target AND o.ended_at > a.seen_at
               AND split_part(a.over_when, ' ', 2) = ANY (ARRAY['', o.backup_id, o.result ->> 'testType']))
        OR a.over_by = 'quiet' AND a.seen_at < CAST(:#quietSince AS timestamptz)
        OR a.over_by = 'watch' AND a.seen_at < CAST(:#quietSince AS timestamptz)
           AND (a.target <> '' AND NOT (a.target = ANY (string_to_array(:#targets, ',')))
                OR EXISTS (SELECT FROM backup_nodes n WHERE right(a.over_when, length(n.node) - 8) = ' ' || left(n.node, -9)
                            GROUP BY left(n.node, -9) HAVING max(n.seen_at) < now() - INTERVAL '2 days')))
