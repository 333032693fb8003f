-- A copy that retention has deleted stays in the history, and is shown nowhere as if it were there.
ALTER TABLE backup_copies DROP CONSTRAINT backup_copies_state_check;
ALTER TABLE backup_copies ADD CONSTRAINT backup_copies_state_check CHECK (state IN ('pending', 'stored', 'deleted'));
ALTER TABLE backup_copies ADD COLUMN deleted_at timestamptz;

CREATE VIEW present_backups AS
SELECT b.*
FROM backups b
WHERE EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id AND c.state <> 'deleted')
   OR NOT EXISTS (SELECT FROM backup_copies c WHERE c.backup_id = b.id);
COMMENT ON VIEW present_backups IS 'Backups that a repository holds or is to get; not those that retention has deleted everywhere';

CREATE TABLE backup_holds (
    backup_id   text PRIMARY KEY,
    reason      text        NOT NULL,
    placed_by   text        NOT NULL,
    placed_at   timestamptz NOT NULL,
    released_at timestamptz
);
COMMENT ON TABLE backup_holds IS 'Index of legal holds; the signed hold.json beside each manifest is the truth';

-- Who deleted what, when and why. Rows are only ever added, and each carries the hash of the one before it, so that a
-- change, a gap or a row put in between shows, whoever made it.
CREATE TABLE backup_audit (
    seq           bigint PRIMARY KEY,
    id            text        NOT NULL UNIQUE,
    at            timestamptz NOT NULL,
    actor         text        NOT NULL,
    action        text        NOT NULL,
    target        text        NOT NULL,
    repository    text        NOT NULL,
    backup_id     text,
    operation_id  text,
    bytes         bigint      NOT NULL,
    reason        text        NOT NULL,
    previous_hash text        NOT NULL,
    hash          text        NOT NULL
);
CREATE INDEX backup_audit_backup ON backup_audit (backup_id, repository);
COMMENT ON TABLE backup_audit IS 'Deletions, holds and releases: append-only and hash-chained';

-- The one place where the content of a row becomes its hash. Session settings have no part in it.
CREATE FUNCTION backup_audit_hash(entry backup_audit) RETURNS text
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
SELECT encode(sha256(convert_to(
    jsonb_build_array(
        entry.seq, entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor,
        entry.action, entry.target, entry.repository, entry.backup_id, entry.operation_id, entry.bytes, entry.reason,
        entry.previous_hash)::text,
    'UTF8')), 'hex')
$$;

CREATE FUNCTION backup_audit_append() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
DECLARE
    newest backup_audit;
BEGIN
    -- One writer at a time, until it commits: the next one sees this row.
    PERFORM pg_advisory_xact_lock(hashtextextended('zencap backup_audit', 0));
    SELECT * INTO newest FROM backup_audit ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(newest.seq, 0) + 1;
    NEW.previous_hash := coalesce(newest.hash, repeat('0', 64));
    NEW.hash := backup_audit_hash(NEW);
    RETURN NEW;
END
$$;
CREATE TRIGGER backup_audit_append BEFORE INSERT ON backup_audit
    FOR EACH ROW EXECUTE FUNCTION backup_audit_append();

CREATE FUNCTION backup_audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'backup_audit is append-only: % is refused', TG_OP;
END
$$;
CREATE TRIGGER backup_audit_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON backup_audit
    FOR EACH STATEMENT EXECUTE FUNCTION backup_audit_refuse();
