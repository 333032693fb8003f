-- How much the repositories held, once a day.
CREATE TABLE backup_storage_samples (
    service       text        NOT NULL,
    at            timestamptz NOT NULL,
    repository    text        NOT NULL,
    target        text        NOT NULL,
    storage_class text        NOT NULL,
    objects       bigint      NOT NULL,
    bytes         bigint      NOT NULL,
    PRIMARY KEY (service, at, repository, target, storage_class)
);
COMMENT ON TABLE backup_storage_samples IS 'What each repository held of each target, by storage class';
