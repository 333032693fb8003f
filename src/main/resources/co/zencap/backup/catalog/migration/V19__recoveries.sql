-- Recoveries by the service, each written down before each of its steps. The same is in a file of the machine that does it:
-- this catalog may lie in the very database that is recovered.
CREATE TABLE backup_recoveries (
    id           text PRIMARY KEY,
    service      text        NOT NULL,
    operation_id text        NOT NULL,
    type         text        NOT NULL CHECK (type IN ('full', 'database_only', 'files_only')),
    target       text        NOT NULL,
    database     text        NOT NULL,
    backup_id    text        NOT NULL,
    state        text        NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'undone')),
    step         text        NOT NULL,
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    revision     integer     NOT NULL,
    record       jsonb       NOT NULL,
    certificate  text
);
CREATE INDEX backup_recoveries_started ON backup_recoveries (service, started_at DESC);
COMMENT ON TABLE backup_recoveries IS 'Recoveries: what was put back from which backup, where it stands, and what came of it';
COMMENT ON COLUMN backup_recoveries.step IS 'the step that was begun last';
COMMENT ON COLUMN backup_recoveries.record IS 'all that is written down of it';
COMMENT ON COLUMN backup_recoveries.certificate IS 'the signed account of it, once it has succeeded';
