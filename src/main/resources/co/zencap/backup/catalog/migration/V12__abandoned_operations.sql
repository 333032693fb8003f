-- Whether nobody does an operation any more. Its node is a process: the node's name, '#', and what no other process has.
-- Clocks are those of this server alone, so that a node whose own goes wrong neither kills nor outlives anything.
CREATE FUNCTION operation_is_abandoned(
    operation_node text, started_at timestamptz, this_process text, this_node text, starting boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT operation_node IS DISTINCT FROM this_process AND CASE
        -- An earlier process of this node's name, which holds no lock: this one follows it.
        WHEN starting AND (operation_node IS NULL OR operation_node = this_node
                           OR left(operation_node, length(this_node) + 1) = this_node || '#')
            THEN NOT EXISTS (
                SELECT FROM pg_catalog.pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 2
                  AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                  AND classid::bigint = hashtext('zencap process')::bigint & 4294967295
                  AND objid::bigint = hashtext(operation_node)::bigint & 4294967295)
        -- A node that has not said for ten minutes that it is alive; one that nobody knows may be new.
        ELSE NOT EXISTS (SELECT FROM backup_nodes n
                         WHERE n.node = operation_node AND n.seen_at > now() - INTERVAL '10 minutes')
             AND (EXISTS (SELECT FROM backup_nodes n WHERE n.node = operation_node)
                  OR started_at < now() - INTERVAL '10 minutes')
    END
$$;
COMMENT ON FUNCTION operation_is_abandoned(text, timestamptz, text, text, boolean)
    IS 'Whether the process that did an operation has died';
COMMENT ON COLUMN backup_operations.node IS 'The process that does it: the name of its node, and a part of its own';
COMMENT ON COLUMN backup_nodes.node IS 'The process: the name of its node, and a part of its own';
