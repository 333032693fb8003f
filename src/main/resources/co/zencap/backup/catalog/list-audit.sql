SELECT seq, id, at, actor, action, target, repository, backup_id, operation_id, bytes, reason, source, outcome, detail,
       previous_hash, hash
FROM backup_audit
WHERE (CAST(:#before AS bigint) IS NULL OR seq < CAST(:#before AS bigint))
  AND (CAST(:#actor AS text) IS NULL OR actor = CAST(:#actor AS text))
  AND (CAST(:#action AS text) IS NULL OR action = CAST(:#action AS text))
  AND (CAST(:#outcome AS text) IS NULL OR outcome = CAST(:#outcome AS text))
  AND (CAST(:#since AS timestamptz) IS NULL OR at >= CAST(:#since AS timestamptz))
  AND (CAST(:#until AS timestamptz) IS NULL OR at < CAST(:#until AS timestamptz))
  AND (CAST(:#words AS text) IS NULL
       OR position(lower(CAST(:#words AS text)) IN lower(concat_ws(' ', actor, action, target, repository, backup_id, operation_id,
                                                                   reason, source, outcome, detail))) > 0)
ORDER BY seq DESC
LIMIT :#limit
