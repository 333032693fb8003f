-- The five tables of the specification, by name, and the index of backups.

CREATE TABLE backup_system_events (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    type      text        NOT NULL,
    component text        NOT NULL,
    message   text        NOT NULL,
    details   jsonb       NOT NULL DEFAULT '{}'
);
CREATE INDEX backup_system_events_at ON backup_system_events (at DESC);
COMMENT ON TABLE backup_system_events IS 'What the service itself did: starts, stops, route changes';

CREATE TABLE backup_operations (
    id         text PRIMARY KEY,
    kind       text        NOT NULL,
    target     text        NOT NULL,
    parent_id  text,
    backup_id  text,
    state      text        NOT NULL CHECK (state IN ('running', 'succeeded', 'failed')),
    phase      text        NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    result     jsonb       NOT NULL DEFAULT '{}',
    problem    jsonb
);
CREATE INDEX backup_operations_started ON backup_operations (started_at DESC);
COMMENT ON TABLE backup_operations IS 'One row for each run of anything, with its outcome';

CREATE TABLE backup_monitoring_alerts (
    id           text PRIMARY KEY,
    at           timestamptz NOT NULL,
    level        text        NOT NULL CHECK (level IN ('info', 'warning', 'error', 'critical')),
    component    text        NOT NULL,
    target       text        NOT NULL,
    title        text        NOT NULL,
    detail       text        NOT NULL,
    hint         text        NOT NULL,
    operation_id text,
    backup_id    text,
    resolved_at  timestamptz
);
CREATE INDEX backup_monitoring_alerts_at ON backup_monitoring_alerts (at DESC);
COMMENT ON TABLE backup_monitoring_alerts IS 'What a person had to know';

CREATE TABLE backups (
    id            text PRIMARY KEY,
    target        text        NOT NULL,
    kind          text        NOT NULL,
    operation_id  text,
    created_at    timestamptz NOT NULL,
    snapshot_time timestamptz NOT NULL,
    plain_bytes   bigint      NOT NULL,
    stored_bytes  bigint      NOT NULL,
    encrypted     boolean     NOT NULL,
    manifest      jsonb       NOT NULL
);
CREATE INDEX backups_target_created ON backups (target, created_at DESC);
COMMENT ON TABLE backups IS 'Index of the backups in the repositories; the manifests there are the truth';

CREATE TABLE backup_copies (
    backup_id       text        NOT NULL,
    repository      text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('pending', 'stored')),
    stored_at       timestamptz,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_error      text,
    PRIMARY KEY (backup_id, repository)
);
CREATE INDEX backup_copies_pending ON backup_copies (next_attempt_at) WHERE state = 'pending';
COMMENT ON TABLE backup_copies IS 'Which repository holds which backup, or is still to get it';

CREATE TABLE backup_verifications (
    id           text PRIMARY KEY,
    operation_id text        NOT NULL,
    backup_id    text        NOT NULL,
    repository   text        NOT NULL,
    outcome      text        NOT NULL CHECK (outcome IN ('passed', 'failed')),
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL,
    checks       jsonb       NOT NULL
);
CREATE INDEX backup_verifications_backup ON backup_verifications (backup_id, started_at DESC);
COMMENT ON TABLE backup_verifications IS 'Checks of stored copies, each read back whole';

CREATE TABLE backup_restoration_tests (
    id           text PRIMARY KEY,
    operation_id text        NOT NULL,
    backup_id    text        NOT NULL,
    repository   text        NOT NULL,
    test_type    text        NOT NULL,
    outcome      text        NOT NULL CHECK (outcome IN ('passed', 'failed')),
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL,
    timings      jsonb       NOT NULL,
    differences  jsonb       NOT NULL
);
CREATE INDEX backup_restoration_tests_backup ON backup_restoration_tests (backup_id, started_at DESC);
COMMENT ON TABLE backup_restoration_tests IS 'Restores into a sandbox, compared with the source as of the dump''s snapshot';
