-- What was over long ago, with all that is known of it; and messages of digests, which belong to no single alert.
WITH old AS (
    DELETE FROM backup_monitoring_alerts WHERE service = :#service AND resolved_at < CAST(:#before AS timestamptz) RETURNING id
), told AS (
    DELETE FROM backup_notifications WHERE alert_id IN (SELECT id FROM old)
), said AS (
    DELETE FROM backup_alert_messages m
     WHERE m.alert_id IN (SELECT id FROM old)
        OR m.at < CAST(:#before AS timestamptz) AND NOT EXISTS (SELECT FROM backup_monitoring_alerts a WHERE a.id = m.alert_id)
), silenced AS (
    DELETE FROM backup_alert_silences WHERE service = :#service AND until < CAST(:#before AS timestamptz)
)
DELETE FROM backup_alert_events WHERE alert_id IN (SELECT id FROM old)
