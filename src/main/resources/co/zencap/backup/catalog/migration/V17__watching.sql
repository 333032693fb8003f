-- How full a node's disk was, so that it can be told when it will be full.
CREATE TABLE backup_disk_samples (
    service text        NOT NULL,
    node    text        NOT NULL,
    at      timestamptz NOT NULL,
    total   bigint      NOT NULL,
    used    bigint      NOT NULL,
    PRIMARY KEY (service, node, at)
);
COMMENT ON TABLE backup_disk_samples IS 'The disk of each node''s local repository, in bytes';

-- What metrics and health ask, again and again.
CREATE INDEX backup_notifications_at ON backup_notifications (service, at);
CREATE INDEX backup_restoration_tests_started ON backup_restoration_tests (started_at DESC);

-- How each part was when a node last looked: what was away before a restart has been away since then.
CREATE TABLE backup_component_health (
    service   text        NOT NULL,
    node      text        NOT NULL,
    component text        NOT NULL,
    state     text        NOT NULL,
    since     timestamptz NOT NULL,
    last_good timestamptz,
    detail    text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (service, node, component)
);
COMMENT ON TABLE backup_component_health IS 'Each part of each node: its state, since when, and when it was last all right';
