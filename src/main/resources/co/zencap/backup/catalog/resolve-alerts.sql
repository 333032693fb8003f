-- What an operation's success, or long silence, has ended.
UPDATE backup_monitoring_alerts a
   SET resolved_at = CAST(:#now AS timestamptz), announced = false,
       resolution = coalesce((SELECT 'The ' || o.kind || ' of ' || o.target || ' succeeded at ' || to_char(o.ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '.'
                                FROM backup_operations o
                               WHERE a.over_by = 'success' AND o.state = 'succeeded' AND o.kind = split_part(a.over_when, ' ', 1)
                                 AND o.target = a.target AND o.ended_at > a.seen_at
                                 AND split_part(a.over_when, ' ', 2) = ANY (ARRAY['', o.backup_id, o.result ->> 'testType'])
                               ORDER BY o.ended_at LIMIT 1),
                             'It was not seen again.')
 WHERE a.service = :#service AND a.resolved_at IS NULL
   AND (a.over_by = 'success' AND EXISTS (
            SELECT FROM backup_operations o
             WHERE o.state = 'succeeded' AND o.kind = split_part(a.over_when, ' ', 1) AND o.target = a.target AND o.ended_at > a.seen_at
               AND split_part(a.over_when, ' ', 2) = ANY (ARRAY['', o.backup_id, o.result ->> 'testType']))
        OR a.over_by IN ('watch', 'quiet') AND a.seen_at < CAST(:#quietSince AS timestamptz))
