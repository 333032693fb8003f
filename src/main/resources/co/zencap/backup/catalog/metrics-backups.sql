-- Of each target its newest backup, the run that made it, the last verification, and what waits to go off site. Bounded,
-- whatever the history's length: it is asked again and again.
SELECT t.target,
       b.id,
       b.created_at,
       b.plain_bytes,
       b.stored_bytes,
       (SELECT CAST(1000 * extract(EPOCH FROM o.ended_at - o.started_at) AS bigint)
        FROM backup_operations o
        WHERE o.id = b.operation_id) AS millis,
       v.ended_at AS verified_at,
       v.outcome = 'passed' AS verified
FROM unnest(string_to_array(:#targets, ',')) AS t(target)
LEFT JOIN LATERAL (SELECT * FROM present_backups p
                   WHERE p.target = t.target
                   ORDER BY p.created_at DESC
                   LIMIT 1) b ON true
LEFT JOIN LATERAL (SELECT * FROM backup_verifications r
                   WHERE r.backup_id IN (SELECT l.id FROM backups l
                                         WHERE l.target = t.target
                                         ORDER BY l.created_at DESC
                                         LIMIT 50)
                   ORDER BY r.seq DESC
                   LIMIT 1) v ON true
ORDER BY t.target
