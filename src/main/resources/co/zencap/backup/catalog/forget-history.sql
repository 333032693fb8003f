-- What nobody asks for any more, the oldest first, some thousands at a time: backups that no repository has had for that long, and
-- runs, verifications and tests that ended before then, unless their backup is still there. What a recovery did stays.
WITH first_of_key AS (
    -- It tells for how long a key has been in use.
    SELECT DISTINCT ON (manifest -> 'encryption' ->> 'keyId') id
    FROM backups
    ORDER BY manifest -> 'encryption' ->> 'keyId', created_at
), gone AS (
    DELETE FROM backups WHERE id IN (
        SELECT b.id
        FROM backups b
        WHERE b.target = ANY (string_to_array(:#targets, ','))
          AND b.id NOT IN (SELECT id FROM present_backups)
          AND b.id NOT IN (SELECT id FROM first_of_key)
          AND (SELECT max(c.deleted_at) FROM backup_copies c WHERE c.backup_id = b.id) < CAST(:#before AS timestamptz)
        ORDER BY b.created_at
        LIMIT 5000)
    RETURNING id
), copies AS (
    DELETE FROM backup_copies WHERE backup_id IN (SELECT id FROM gone)
), looks AS (
    DELETE FROM backup_copy_looks WHERE backup_id IN (SELECT id FROM gone)
), holds AS (
    DELETE FROM backup_holds WHERE backup_id IN (SELECT id FROM gone)
), old AS (
    SELECT o.id
    FROM backup_operations o
    WHERE o.target = ANY (string_to_array(:#targets, ','))
      AND o.ended_at < CAST(:#before AS timestamptz)
      AND NOT EXISTS (SELECT FROM present_backups p WHERE p.id = o.backup_id)
      AND NOT EXISTS (SELECT FROM backup_recoveries r WHERE r.operation_id = o.id)
    ORDER BY o.started_at
    LIMIT 20000
), verifications AS (
    DELETE FROM backup_verifications WHERE operation_id IN (SELECT id FROM old)
), tests AS (
    DELETE FROM backup_restoration_tests WHERE operation_id IN (SELECT id FROM old)
), operations AS (
    DELETE FROM backup_operations WHERE id IN (SELECT id FROM old)
), reports AS (
    DELETE FROM backup_reports WHERE service = :#service AND ended_at < CAST(:#before AS timestamptz)
)
DELETE FROM backup_system_events WHERE id IN (
    SELECT e.id
    FROM backup_system_events e
    WHERE e.details ->> 'service' = :#service AND e.at < CAST(:#before AS timestamptz)
    ORDER BY e.at
    LIMIT 50000)
