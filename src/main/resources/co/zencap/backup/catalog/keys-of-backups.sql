-- With which keys the backups that are there were made, as their manifests say, how many with each, and the newest of them.
SELECT made.key_id,
       count(*) AS backups,
       (array_agg(made.id ORDER BY made.created_at DESC))[1] AS id,
       (array_agg(made.target ORDER BY made.created_at DESC))[1] AS target
FROM (SELECT b.id, b.target, b.created_at, b.manifest -> 'encryption' ->> 'keyId' AS key_id
      FROM present_backups b
      WHERE b.target IN (:#in:targets) AND b.encrypted) made
WHERE made.key_id IS NOT NULL
GROUP BY made.key_id
ORDER BY made.key_id
