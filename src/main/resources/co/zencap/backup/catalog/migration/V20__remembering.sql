-- How long the last answers of each part took: enough of them to tell what is usual, kept where it is written down how it is.
ALTER TABLE backup_component_health ADD COLUMN responses bigint[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN backup_component_health.responses IS 'milliseconds that its last answers took, the newest last';

-- What has become of each alert, in its order. Written where alerts and silences are changed, so that no statement can change
-- one and forget to say so.
CREATE TABLE backup_alert_events (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id text        NOT NULL,
    at       timestamptz NOT NULL,
    event    text        NOT NULL,
    by       text,
    until    timestamptz,
    detail   text,
    times    integer     NOT NULL DEFAULT 1,
    last_at  timestamptz NOT NULL
);
CREATE INDEX backup_alert_events_alert ON backup_alert_events (alert_id, id);
COMMENT ON TABLE backup_alert_events IS 'The history of each alert: by those words of which notifications tell, and more';
COMMENT ON COLUMN backup_alert_events.times IS 'how often in a row it was seen again; else 1';

CREATE FUNCTION backup_alert_event(alert text, at timestamptz, event text, by text, until timestamptz, detail text) RETURNS void
    LANGUAGE sql
    SET search_path FROM CURRENT
AS $$
INSERT INTO backup_alert_events (alert_id, at, event, by, until, detail, last_at) VALUES (alert, at, event, by, until, detail, at);
-- What comes and goes for months does not fill the disk: how it began and the last of it are kept.
DELETE FROM backup_alert_events e
 WHERE e.alert_id = alert AND e.event <> 'opened'
   AND e.id < (SELECT k.id FROM backup_alert_events k WHERE k.alert_id = alert ORDER BY k.id DESC OFFSET 299 LIMIT 1);
$$;

CREATE FUNCTION backup_alert_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM backup_alert_event(NEW.id, NEW.at, 'opened', NULL, NULL, NEW.level || ': ' || NEW.title);
        RETURN NULL;
    END IF;
    IF OLD.resolved_at IS NOT NULL AND NEW.resolved_at IS NULL THEN
        PERFORM backup_alert_event(NEW.id, NEW.seen_at, 'returned', NULL, NULL, NULL);
    END IF;
    IF NEW.level <> OLD.level THEN
        PERFORM backup_alert_event(NEW.id, NEW.seen_at, 'raised to ' || NEW.level, NULL, NULL, NEW.detail);
    ELSIF NEW.times > OLD.times THEN
        UPDATE backup_alert_events e SET times = e.times + 1, last_at = greatest(e.last_at, NEW.seen_at)
         WHERE e.event = 'seen again' AND e.id = (SELECT max(k.id) FROM backup_alert_events k WHERE k.alert_id = NEW.id);
        -- That it is back has been said.
        IF NOT FOUND AND NOT EXISTS (SELECT FROM backup_alert_events e
                                      WHERE e.alert_id = NEW.id AND e.event = 'returned' AND e.at = NEW.seen_at) THEN
            PERFORM backup_alert_event(NEW.id, NEW.seen_at, 'seen again', NULL, NULL, NULL);
        END IF;
    END IF;
    IF OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL THEN
        PERFORM backup_alert_event(NEW.id, NEW.acknowledged_at, 'acknowledged', NEW.acknowledged_by, NULL, NULL);
    END IF;
    IF NEW.escalations > OLD.escalations THEN
        PERFORM backup_alert_event(NEW.id, NEW.escalated_at, 'escalated ' || NEW.escalations, NULL, NULL, NULL);
    END IF;
    IF OLD.resolved_at IS NULL AND NEW.resolved_at IS NOT NULL THEN
        PERFORM backup_alert_event(NEW.id, NEW.resolved_at, 'resolved', NULL, NULL, NEW.resolution);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER backup_alert_changed AFTER INSERT OR UPDATE ON backup_monitoring_alerts
    FOR EACH ROW EXECUTE FUNCTION backup_alert_changed();

CREATE FUNCTION backup_alert_silenced() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    alert text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    SELECT id INTO alert FROM backup_monitoring_alerts
     WHERE service = NEW.service AND cause = NEW.cause ORDER BY resolved_at IS NOT NULL, at DESC LIMIT 1;
    IF FOUND THEN
        -- PL/pgSQL takes the column's name for a word of its own.
        PERFORM backup_alert_event(alert, NEW.at, CASE WHEN NEW.until > NEW.at THEN 'silenced' ELSE 'silence ended' END, to_jsonb(NEW) ->> 'by',
                                   CASE WHEN NEW.until > NEW.at THEN NEW.until END, NULL);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER backup_alert_silenced AFTER INSERT OR UPDATE ON backup_alert_silences
    FOR EACH ROW EXECUTE FUNCTION backup_alert_silenced();

-- What is known of those of before.
INSERT INTO backup_alert_events (alert_id, at, event, by, detail, last_at)
SELECT a.id, known.at, known.event, known.by, known.detail, known.at
  FROM backup_monitoring_alerts a
 CROSS JOIN LATERAL (VALUES (1, a.at, 'opened', NULL, a.title), (2, a.acknowledged_at, 'acknowledged', a.acknowledged_by, NULL),
                            (3, a.resolved_at, 'resolved', NULL, a.resolution)) AS known (nth, at, event, by, detail)
 WHERE known.at IS NOT NULL
 ORDER BY a.at, a.id, known.nth;
CREATE INDEX backup_monitoring_alerts_cause ON backup_monitoring_alerts (service, cause, at DESC);

-- Whether all is over that a digest told of, so that its ticket can be closed.
CREATE INDEX backup_notifications_digest ON backup_notifications (digest) WHERE digest IS NOT NULL;

-- What comes and goes is one alert.
ALTER TABLE backup_monitoring_alerts
    ADD COLUMN came_back   integer NOT NULL DEFAULT 0,
    ADD COLUMN returned_by text;
COMMENT ON COLUMN backup_monitoring_alerts.came_back IS 'how often it was seen again soon after it was over';
COMMENT ON COLUMN backup_monitoring_alerts.returned_by IS 'the sighting by which it last was';

-- Alerts that are over are told once and deleted one day; neither look goes through all of them.
CREATE INDEX backup_monitoring_alerts_unannounced ON backup_monitoring_alerts (service) WHERE NOT announced;
CREATE INDEX backup_monitoring_alerts_over ON backup_monitoring_alerts (service, resolved_at) WHERE resolved_at IS NOT NULL;
