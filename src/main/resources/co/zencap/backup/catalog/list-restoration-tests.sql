SELECT t.id, t.operation_id, t.backup_id, b.target, t.repository, t.test_type, t.outcome, t.started_at, t.ended_at,
       t.timings, t.differences, t.report
  FROM backup_restoration_tests t LEFT JOIN backups b ON b.id = t.backup_id
 ORDER BY t.started_at DESC LIMIT :#limit
