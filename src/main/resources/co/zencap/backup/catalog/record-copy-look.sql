INSERT INTO backup_copy_looks (backup_id, repository, at, outcome, detail, archived_at)
VALUES (:#backupId, :#repository, CAST(:#at AS timestamptz), :#outcome, :#detail,
        CASE WHEN CAST(:#outcome AS text) = 'archived' THEN CAST(:#at AS timestamptz) END)
ON CONFLICT (backup_id, repository) DO UPDATE
SET at = EXCLUDED.at,
    outcome = EXCLUDED.outcome,
    detail = EXCLUDED.detail,
    archived_at = EXCLUDED.archived_at
WHERE backup_copy_looks.at <= EXCLUDED.at
