SELECT backup_id AS id, reason FROM backup_holds WHERE released_at IS NULL
