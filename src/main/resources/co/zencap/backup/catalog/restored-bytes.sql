-- plain_bytes tells what a backup added; files that it shares with older ones come back all the same.
SELECT b.id,
       coalesce((SELECT sum(CAST(a.value ->> 'plainBytes' AS bigint))
                 FROM jsonb_array_elements(b.manifest -> 'artifacts') a
                 WHERE a.value ->> 'role' = 'database'), 0) AS database_bytes,
       coalesce((SELECT sum(CAST(s.value ->> 'bytes' AS bigint))
                 FROM jsonb_array_elements(b.manifest -> 'fileSets') s), 0) AS file_bytes
FROM backups b
WHERE b.id IN (:#in:ids)
