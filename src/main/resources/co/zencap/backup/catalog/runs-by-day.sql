-- How many backups of each target ended in each of the days (of 24 hours) before a time, how they ended, how long half of
-- those took at most that succeeded, and how large half of them are at most.
SELECT o.target,
       CAST(floor(extract(epoch FROM CAST(:#until AS timestamptz) - o.ended_at) / 86400) AS integer) AS days_ago,
       count(*)                                        AS runs,
       count(*) FILTER (WHERE o.state = 'succeeded')   AS succeeded,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.ended_at - o.started_at))
           FILTER (WHERE o.state = 'succeeded')        AS seconds,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY b.stored_bytes)
           FILTER (WHERE o.state = 'succeeded')        AS bytes
FROM backup_operations o LEFT JOIN backups b ON b.id = o.backup_id
WHERE o.kind = 'backup' AND o.target IN (:#in:targets)
  AND o.ended_at > CAST(:#since AS timestamptz) AND o.ended_at <= CAST(:#until AS timestamptz)
GROUP BY 1, 2
ORDER BY 1, 2 DESC
