CREATE TABLE backup_alert_messages (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  text        NOT NULL,
    event     text        NOT NULL,
    channel   text        NOT NULL,
    recipient text        NOT NULL,
    message   text        NOT NULL,
    at        timestamptz NOT NULL,
    UNIQUE (alert_id, event, channel, recipient)
);
COMMENT ON TABLE backup_alert_messages IS 'Messages that were taken: where an alert''s thread is, and who has got which message already';
COMMENT ON COLUMN backup_alert_messages.message IS 'the message''s name with whoever took it';
