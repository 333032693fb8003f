WITH checked AS (
    SELECT a.seq,
           a.hash,
           a.seq = row_number() OVER (ORDER BY a.seq)
               AND a.previous_hash = coalesce(lag(a.hash) OVER (ORDER BY a.seq), repeat('0', 64))
               AND a.hash = backup_audit_hash(a) AS whole
    FROM backup_audit a)
SELECT count(*) AS rows,
       coalesce(bool_and(whole), true) AS intact,
       min(seq) FILTER (WHERE NOT whole) AS first_broken,
       (array_agg(hash ORDER BY seq DESC))[1] AS head
FROM checked
