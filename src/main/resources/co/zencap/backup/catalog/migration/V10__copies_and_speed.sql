-- When somebody last looked at a copy without reading it whole. A look proves less than a verification, and is no part of
-- its history.
CREATE TABLE backup_copy_looks (
    backup_id   text        NOT NULL,
    repository  text        NOT NULL,
    at          timestamptz NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('present', 'archived', 'wrong')),
    detail      text        NOT NULL,
    archived_at timestamptz,
    PRIMARY KEY (backup_id, repository)
);
COMMENT ON TABLE backup_copy_looks IS 'Copies by presence and size, or found in an archive tier and not read';

-- How fast each repository gave its bytes, with each verification.
CREATE TABLE repository_speed (
    seq               bigint GENERATED ALWAYS AS IDENTITY,
    service           text             NOT NULL,
    repository        text             NOT NULL,
    target            text             NOT NULL,
    backup_id         text             NOT NULL,
    at                timestamptz      NOT NULL,
    bytes             bigint           NOT NULL,
    bytes_per_second  double precision NOT NULL,
    first_byte_millis double precision NOT NULL,
    PRIMARY KEY (service, repository, target, backup_id, at)
);
CREATE INDEX repository_speed_seq ON repository_speed (service, repository, target, seq DESC);
COMMENT ON TABLE repository_speed IS 'Throughput and time to the first byte of each whole read of a copy';
