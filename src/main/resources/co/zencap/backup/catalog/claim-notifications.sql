-- What is due, for this node alone until its claim ends: should it die, another one tells. Of a channel that goes on having
-- something to tell much is taken at once, so that one message tells it. What is silenced waits, but for its end.
WITH due AS (
    SELECT mine.id
      FROM (SELECT DISTINCT channel FROM backup_notifications
             WHERE service = :#service AND state = 'waiting' AND next_at <= CAST(:#now AS timestamptz)
               AND NOT (channel = ANY (string_to_array(:#resting, ',')))) busy
     CROSS JOIN LATERAL (
           SELECT id FROM backup_notifications n
            WHERE service = :#service AND state = 'waiting' AND next_at <= CAST(:#now AS timestamptz)
              AND channel = busy.channel AND (claimed_until IS NULL OR claimed_until <= CAST(:#now AS timestamptz))
              AND ((event = 'acknowledged' OR event LIKE 'resolved%')
                   OR NOT EXISTS (SELECT FROM backup_monitoring_alerts a JOIN backup_alert_silences s USING (service, cause)
                                   WHERE a.id = alert_id AND s.until > CAST(:#now AS timestamptz)))
              -- What is over meanwhile is not told any more; the next look drops it.
              AND (event LIKE 'resolved%'
                   OR NOT EXISTS (SELECT FROM backup_monitoring_alerts a
                                   WHERE a.id = n.alert_id AND a.resolved_at IS NOT NULL))
              -- That it is over is told when it is known what was told before.
              AND (event NOT LIKE 'resolved%'
                   OR NOT EXISTS (SELECT FROM backup_notifications o
                                   WHERE o.alert_id = n.alert_id AND o.channel = n.channel AND o.id < n.id AND o.state = 'waiting'
                                     AND o.claimed_until > CAST(:#now AS timestamptz)))
              -- Those of a batch are told side by side: that it became worse waits until it was told that there is something.
              AND (event = 'acknowledged' OR event LIKE 'resolved%'
                   OR NOT EXISTS (SELECT FROM backup_notifications o
                                   WHERE o.alert_id = n.alert_id AND o.channel = n.channel AND o.id < n.id AND o.state = 'waiting'
                                     AND (o.claimed_until > CAST(:#now AS timestamptz) OR o.next_at <= CAST(:#now AS timestamptz))))
            ORDER BY id LIMIT CASE WHEN busy.channel = 'log' THEN 100 ELSE 5000 END FOR UPDATE SKIP LOCKED) mine
), ended AS MATERIALIZED (
    -- Of the digests that told of what is over now: those that told of nothing that is open.
    SELECT p.channel, p.digest
      FROM backup_notifications p JOIN backup_monitoring_alerts b ON b.id = p.alert_id
     WHERE p.digest IN (SELECT o.digest
                          FROM due JOIN backup_notifications d ON d.id = due.id
                          JOIN backup_notifications o ON o.alert_id = d.alert_id AND o.channel = d.channel
                         WHERE d.event LIKE 'resolved%' AND o.digest IS NOT NULL)
     GROUP BY p.channel, p.digest
    HAVING bool_and(b.resolved_at IS NOT NULL)
)
UPDATE backup_notifications n
   SET claimed_until = CAST(:#until AS timestamptz), attempts = n.attempts + 1
  FROM due, backup_monitoring_alerts a
 WHERE n.id = due.id AND a.id = n.alert_id
RETURNING n.id AS notification, n.event, n.channel, n.attempts, a.id, a.cause, a.at, a.seen_at, a.times, a.level, a.component,
    a.target, a.title, a.detail, a.hint, a.operation_id, a.backup_id, a.resolved_at, a.resolution, a.acknowledged_by,
    a.came_back,
    a.over_by, a.over_when, a.escalations,
    (SELECT o.digest FROM backup_notifications o
      WHERE o.alert_id = n.alert_id AND o.channel = n.channel AND o.event = 'opened'
        AND NOT EXISTS (SELECT FROM backup_notifications own
                         WHERE own.alert_id = n.alert_id AND own.channel = n.channel AND own.event <> 'opened'
                           AND own.state = 'sent' AND own.digest IS NULL)) AS told_in,
    (SELECT string_agg(DISTINCT o.digest, ',') FROM backup_notifications o
      WHERE n.event LIKE 'resolved%' AND o.alert_id = n.alert_id AND o.channel = n.channel
        AND (o.channel, o.digest) IN (SELECT channel, digest FROM ended)) AS ended_digests
