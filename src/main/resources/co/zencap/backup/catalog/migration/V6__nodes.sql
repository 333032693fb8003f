ALTER TABLE backup_operations ADD COLUMN node text;
COMMENT ON COLUMN backup_operations.node IS 'The node that does it';

CREATE TABLE backup_nodes (
    node    text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
COMMENT ON TABLE backup_nodes IS 'When each node was last alive';
