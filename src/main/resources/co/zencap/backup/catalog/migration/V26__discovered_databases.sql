-- The databases that were found on servers whose databases are backed up, whichever there are.
CREATE TABLE backup_discovered_databases (
    service       text        NOT NULL,
    target        text        NOT NULL,
    database_name text        NOT NULL,
    found_at      timestamptz NOT NULL DEFAULT now(),
    gone_at       timestamptz,
    PRIMARY KEY (service, target)
);
COMMENT ON TABLE backup_discovered_databases IS 'Databases that were found on a server, and are backed up since';
COMMENT ON COLUMN backup_discovered_databases.gone_at IS 'since when the server has it no more; its backups stay by their policy';
