-- What one message told together with much else.
ALTER TABLE backup_notifications ADD COLUMN digest text;
COMMENT ON COLUMN backup_notifications.digest IS 'the name of the message that told it among others; null: it was told for itself';

CREATE TABLE backup_timers (
    service text        NOT NULL,
    node    text        NOT NULL,
    timer   text        NOT NULL,
    beat_at timestamptz NOT NULL,
    PRIMARY KEY (service, node, timer)
);
COMMENT ON TABLE backup_timers IS 'When each timer of each node last did its work; those that Quartz keeps are in its own tables';
