SELECT ranked.id, ranked.target, ranked.kind, ranked.repository
FROM (SELECT seen.*,
             row_number() OVER (ORDER BY seen.at, seen.id, seen.repository) AS place,
             count(*) OVER () AS copies
      FROM (SELECT b.id, b.target, b.kind, c.repository,
                   coalesce(greatest(
                       (SELECT max(v.ended_at)
                        FROM backup_verifications v
                        WHERE v.backup_id = c.backup_id AND v.repository = c.repository),
                       (SELECT l.at
                        FROM backup_copy_looks l
                        WHERE l.backup_id = c.backup_id AND l.repository = c.repository)), '-infinity') AS at
            FROM backups b
            JOIN backup_copies c ON c.backup_id = b.id AND c.state = 'stored'
            WHERE b.target IN (:#in:targets) AND c.repository IN (:#in:repositories)) AS seen) AS ranked
WHERE ranked.at < CAST(:#overdue AS timestamptz)
   OR ranked.at < CAST(:#before AS timestamptz) AND ranked.place <= ceil(ranked.copies / 4.0)
ORDER BY ranked.place
