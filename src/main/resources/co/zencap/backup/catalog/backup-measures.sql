-- What the last backups of each target held, and how long they took; those that retention has deleted tell as much.
-- Incremental base backups are not like the full ones between them, and depend on what was changed.
SELECT b.target,
       b.id,
       b.operation_id,
       coalesce((SELECT sum(CAST(a.value ->> 'plainBytes' AS bigint))
                 FROM jsonb_array_elements(b.manifest -> 'artifacts') a
                 WHERE a.value ->> 'role' = 'database'), 0) AS database_bytes,
       coalesce((SELECT sum(CAST(s.value ->> 'bytes' AS bigint))
                 FROM jsonb_array_elements(b.manifest -> 'fileSets') s), 0) AS file_bytes,
       (SELECT CAST(1000 * extract(EPOCH FROM o.ended_at - o.started_at) AS bigint)
        FROM backup_operations o
        WHERE o.id = b.operation_id) AS millis
FROM unnest(string_to_array(:#targets, ',')) AS t(target)
CROSS JOIN LATERAL (SELECT * FROM backups p
                    WHERE p.target = t.target
                      AND coalesce(jsonb_array_length(p.manifest -> 'base' -> 'chain'), 0) = 0
                    ORDER BY p.created_at DESC
                    LIMIT CAST(:#limit AS integer)) b
ORDER BY b.target, b.created_at DESC
