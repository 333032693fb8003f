SELECT repository, target, backup_id, at, bytes, bytes_per_second, first_byte_millis
FROM repository_speed
WHERE service = :#service
  AND (CAST(:#repository AS text) = '' OR repository = :#repository)
  AND (CAST(:#target AS text) = '' OR target = :#target)
ORDER BY seq DESC
LIMIT :#limit
