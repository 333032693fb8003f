-- What the security checks found, once a day.
CREATE TABLE backup_security_checks (
    id           text PRIMARY KEY,
    service      text        NOT NULL,
    operation_id text        NOT NULL,
    outcome      text        NOT NULL CHECK (outcome IN ('skipped', 'passed', 'warning', 'failed')),
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL,
    checks       jsonb       NOT NULL
);
CREATE INDEX backup_security_checks_started ON backup_security_checks (service, started_at DESC);
COMMENT ON TABLE backup_security_checks IS 'Whether what should protect the backups did, each run with all its checks';
