-- Keys that open the API, each with what it may do. Of a key only its digest is here: keys are 256 random bits, so a plain
-- SHA-256 can be neither guessed nor looked up.
CREATE TABLE backup_api_keys (
    id           text PRIMARY KEY,
    service      text        NOT NULL,
    name         text        NOT NULL,
    role         text        NOT NULL CHECK (role IN ('viewer', 'operator', 'recovery', 'admin')),
    digest       text        NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL,
    created_by   text        NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    revoked_by   text,
    last_used_at timestamptz,
    UNIQUE (service, name)
);
COMMENT ON TABLE backup_api_keys IS 'Keys of the API: digests, roles and for how long; ADMIN_API_KEY is not among them';
COMMENT ON COLUMN backup_api_keys.name IS 'never given twice, so that the audit trail stays clear';
COMMENT ON COLUMN backup_api_keys.last_used_at IS 'written every few minutes at most';

-- The audit trail tells of calls, too: from where, and with what outcome. Rows of before keep their hashes, as they are made
-- of what they held then.
ALTER TABLE backup_audit
    ADD COLUMN source  text,
    ADD COLUMN outcome text,
    ADD COLUMN detail  text;
COMMENT ON TABLE backup_audit IS 'Who did what, from where, with what outcome: append-only and hash-chained';

CREATE OR REPLACE FUNCTION backup_audit_hash(entry backup_audit) RETURNS text
    LANGUAGE sql STABLE
    SET search_path FROM CURRENT
AS $$
SELECT encode(sha256(convert_to(
    (jsonb_build_array(
        entry.seq, entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.actor,
        entry.action, entry.target, entry.repository, entry.backup_id, entry.operation_id, entry.bytes, entry.reason,
        entry.previous_hash)
     || CASE WHEN entry.source IS NULL AND entry.outcome IS NULL AND entry.detail IS NULL THEN '[]'::jsonb
             ELSE jsonb_build_array(entry.source, entry.outcome, entry.detail) END)::text,
    'UTF8')), 'hex')
$$;

CREATE INDEX backup_audit_at ON backup_audit (at);
