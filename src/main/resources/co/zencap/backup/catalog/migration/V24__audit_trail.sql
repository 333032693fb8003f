-- Which trail this is. A catalog that is made anew begins another one; what was exported of the one before stays in the
-- repository under its own name, so that one can't pass for the other.
CREATE TABLE backup_audit_trail (
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    begun_at   timestamptz NOT NULL DEFAULT now(),
    single     boolean     PRIMARY KEY DEFAULT true CHECK (single)
);
COMMENT ON TABLE backup_audit_trail IS 'The name of the audit trail in this catalog: one row';
INSERT INTO backup_audit_trail DEFAULT VALUES;

CREATE TRIGGER backup_audit_trail_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON backup_audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION backup_audit_refuse();
