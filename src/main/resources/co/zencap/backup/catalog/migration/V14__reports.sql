-- Status reports that are due or were sent. What they say is read when they are sent: a mail server that is away for a while
-- delays them, and several nodes send each once.
CREATE TABLE backup_reports (
    service       text        NOT NULL,
    period        text        NOT NULL CHECK (period IN ('daily', 'weekly')),
    until         timestamptz NOT NULL,
    state         text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
    next_at       timestamptz NOT NULL,
    claimed_until timestamptz,
    attempts      integer     NOT NULL DEFAULT 0,
    answer        text,
    ended_at      timestamptz,
    PRIMARY KEY (service, period, until)
);
CREATE INDEX backup_reports_waiting ON backup_reports (service, next_at) WHERE state = 'waiting';
COMMENT ON TABLE backup_reports IS 'Status reports by e-mail, and what became of them';
COMMENT ON COLUMN backup_reports.until IS 'the end of the time that it tells of';
