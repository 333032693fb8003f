-- An alert lives from when its cause is first seen until it is gone. Those of before have no cause that could be followed.
UPDATE backup_monitoring_alerts SET resolved_at = now() WHERE resolved_at IS NULL;
ALTER TABLE backup_monitoring_alerts
    ADD COLUMN service         text NOT NULL DEFAULT '',
    ADD COLUMN cause           text NOT NULL DEFAULT '',
    ADD COLUMN over_by         text NOT NULL DEFAULT '',
    ADD COLUMN over_when       text NOT NULL DEFAULT '',
    ADD COLUMN seen_at         timestamptz,
    ADD COLUMN times           integer NOT NULL DEFAULT 1,
    ADD COLUMN last_sighting   text NOT NULL DEFAULT '',
    ADD COLUMN news            boolean NOT NULL DEFAULT true,
    ADD COLUMN channels        text NOT NULL DEFAULT '',
    ADD COLUMN resolution      text,
    ADD COLUMN announced       boolean NOT NULL DEFAULT true,
    ADD COLUMN acknowledged_at timestamptz,
    ADD COLUMN acknowledged_by text,
    ADD COLUMN escalations     integer NOT NULL DEFAULT 0,
    ADD COLUMN escalated_at    timestamptz;
UPDATE backup_monitoring_alerts SET seen_at = at, last_sighting = id;
ALTER TABLE backup_monitoring_alerts ALTER COLUMN seen_at SET NOT NULL;
COMMENT ON COLUMN backup_monitoring_alerts.cause IS 'component, target and what is wrong: the same for each sighting';
COMMENT ON COLUMN backup_monitoring_alerts.over_by IS 'what ends it: a watch, the success of an operation, a person';
COMMENT ON COLUMN backup_monitoring_alerts.news IS 'whether the last sighting was the first, or worse than those before';
CREATE UNIQUE INDEX backup_monitoring_alerts_open ON backup_monitoring_alerts (service, cause) WHERE resolved_at IS NULL;
DROP INDEX backup_monitoring_alerts_undelivered;
ALTER TABLE backup_monitoring_alerts DROP COLUMN undelivered;

CREATE TABLE backup_alert_silences (
    service text        NOT NULL,
    cause   text        NOT NULL,
    until   timestamptz NOT NULL,
    by      text        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (service, cause)
);
COMMENT ON TABLE backup_alert_silences IS 'Of what nobody is told for a while; it is written down all the same';

CREATE TABLE backup_notifications (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id      text        NOT NULL,
    service       text        NOT NULL,
    event         text        NOT NULL,
    channel       text        NOT NULL,
    state         text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
    at            timestamptz NOT NULL,
    next_at       timestamptz NOT NULL,
    claimed_until timestamptz,
    attempts      integer     NOT NULL DEFAULT 0,
    answer        text,
    ended_at      timestamptz,
    UNIQUE (alert_id, event, channel)
);
CREATE INDEX backup_notifications_waiting ON backup_notifications (service, next_at) WHERE state = 'waiting';
COMMENT ON TABLE backup_notifications IS 'Who is told of an alert through which channel, and what became of it';
