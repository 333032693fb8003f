SELECT min(created_at) AS first
FROM backups
WHERE manifest -> 'encryption' ->> 'keyId' = :#keyId
