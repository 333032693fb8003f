-- How far the write-ahead log of each database's cluster is stored, and from when on it can be recovered to any instant.
CREATE TABLE backup_wal (
    target            text        PRIMARY KEY,
    system_identifier text,
    timeline          bigint,
    reached           text,
    recoverable_at    timestamptz,
    held_bytes        bigint,
    backlog_bytes     bigint,
    sent_at           timestamptz,
    oldest_at         timestamptz,
    whole             boolean     NOT NULL DEFAULT false,
    gap               text,
    looked_at         timestamptz
);
COMMENT ON TABLE backup_wal IS 'The write-ahead log that is kept beside base backups';
COMMENT ON COLUMN backup_wal.recoverable_at IS 'all that was committed before is stored, by the server''s clock';
COMMENT ON COLUMN backup_wal.held_bytes IS 'what the server keeps of its log for us';
COMMENT ON COLUMN backup_wal.backlog_bytes IS 'what waits on the node that receives';
COMMENT ON COLUMN backup_wal.oldest_at IS 'the end of the oldest base backup that can be used';
COMMENT ON COLUMN backup_wal.whole IS 'whether the log follows the newest base backup without a gap';
