SELECT a.id, a.cause, a.at, a.seen_at, a.times, a.came_back, a.level, a.component, a.target, a.title, a.detail, a.hint, a.operation_id,
       a.backup_id, a.resolved_at, a.resolution, a.acknowledged_at, a.acknowledged_by, a.escalations, a.over_by, a.over_when,
       s.until AS silenced_until, s.by AS silenced_by
  FROM backup_monitoring_alerts a
  LEFT JOIN backup_alert_silences s ON s.service = a.service AND s.cause = a.cause AND s.until > CAST(:#now AS timestamptz)
 WHERE a.service = :#service AND (NOT CAST(:#openOnly AS boolean) OR a.resolved_at IS NULL)
   AND (:#id = '' OR a.id = :#id) AND left(a.id, length(CAST(:#start AS text))) = CAST(:#start AS text)
 ORDER BY a.resolved_at IS NOT NULL,
          CASE WHEN a.resolved_at IS NULL THEN array_position(ARRAY['critical', 'error', 'warning', 'info'], a.level) END,
          a.at DESC
 LIMIT CAST(:#limit AS integer)
