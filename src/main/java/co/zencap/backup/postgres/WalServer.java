package co.zencap.backup.postgres;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A session with the server whose write-ahead log is kept: what it writes, and what it holds back for us. */
public final class WalServer implements AutoCloseable {
    /** The first major version that makes incremental base backups. */
    public static final int INCREMENTAL_SINCE = 17;

    private static final String IDENTITY =
            """
            SELECT (SELECT system_identifier::text FROM pg_catalog.pg_control_system()),
                   (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_segment_size'),
                   pg_catalog.current_setting('server_version'),
                   pg_catalog.current_setting('wal_level'),
                   (SELECT rolname::text FROM pg_catalog.pg_roles WHERE oid = 10),
                   (SELECT count(*) FROM pg_catalog.pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')),
                   pg_catalog.has_function_privilege('pg_catalog.pg_switch_wal()', 'EXECUTE'),
                   (SELECT json_object_agg(name, setting)::text FROM pg_catalog.pg_settings
                     WHERE name IN ('max_connections', 'max_worker_processes', 'max_wal_senders',
                                    'max_prepared_transactions', 'max_locks_per_transaction')),
                   pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE'),
                   coalesce(pg_catalog.current_setting('summarize_wal', true) = 'on', false),
                   CASE WHEN pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
                        THEN (SELECT sum(pg_catalog.pg_database_size(oid))::bigint FROM pg_catalog.pg_database) END""";
    private static final String TABLESPACES =
            """
            SELECT coalesce(json_agg(json_build_object(
                       'oid', oid::bigint, 'name', spcname, 'location', pg_catalog.pg_tablespace_location(oid), 'bytes', 0)
                       ORDER BY oid), '[]')::text
              FROM pg_catalog.pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global')""";
    private static final String MOMENT =
            "SELECT pg_catalog.clock_timestamp(), pg_catalog.pg_current_wal_flush_lsn()::text,"
                    + " pg_catalog.pg_current_wal_insert_lsn()::text,"
                    + " pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn())";
    private static final String SLOT =
            """
            SELECT s.active, coalesce(s.wal_status = 'lost', false),
                   coalesce(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), s.restart_lsn), 0)::bigint,
                   (SELECT r.flush_lsn::text FROM pg_catalog.pg_stat_replication r WHERE r.pid = s.active_pid)
              FROM pg_catalog.pg_replication_slots s WHERE s.slot_name = ?""";

    private final Connection connection;
    private final PostgresUrl url;

    private WalServer(Connection connection, PostgresUrl url) {
        this.connection = connection;
        this.url = url;
    }

    /**
     * Which cluster it is, and how it writes its log.
     *
     * @param systemIdentifier the cluster's own number
     * @param segmentBytes how large a segment of the log is
     * @param version as the server says it
     * @param walLevel how much the log tells
     * @param superuser the role that the cluster was made with
     * @param tablespaces how many there are beside the usual ones
     * @param maySwitch whether our role may have the server begin a new segment
     * @param mayWatch whether our role may see how far a receiver has come, and how large databases are
     * @param summarizes whether it writes down which blocks its log changes, so that a base backup can be incremental
     * @param limits settings of which a server that replays its log needs at least as much
     * @param bytes the size of all its databases
     */
    public record Identity(
            String systemIdentifier,
            long segmentBytes,
            String version,
            String walLevel,
            String superuser,
            int tablespaces,
            boolean maySwitch,
            boolean mayWatch,
            boolean summarizes,
            Map<String, Integer> limits,
            long bytes) {

        /** For example 15. */
        public int major() {
            return Integer.parseInt(version.split("\\D", 2)[0]);
        }
    }

    /**
     * What was written when.
     *
     * @param time by the server's clock
     * @param flushed all that was committed before {@code time} lies before this place
     * @param inserted where the next record goes
     * @param segment the file that {@code inserted} lies in
     */
    public record Moment(Instant time, Lsn flushed, Lsn inserted, String segment) {

        public int timeline() {
            return Integer.parseUnsignedInt(segment.substring(0, 8), 16);
        }
    }

    /**
     * What the server keeps for us.
     *
     * @param active whether somebody is receiving by it now
     * @param lost whether the server has deleted what it should have kept
     * @param held how many bytes of the log the server can't delete because of it
     * @param received how far whoever is receiving has it on disk
     */
    public record Slot(boolean active, boolean lost, long held, Optional<Lsn> received) {}

    /** Opens the session, on the server that takes writes. */
    public static WalServer open(PostgresUrl url) throws IOException {
        try {
            return new WalServer(DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties()), url);
        } catch (SQLException e) {
            throw ServerFailure.of("follow the write-ahead log", url, e);
        }
    }

    public Identity identity() throws IOException {
        return ask(
                IDENTITY,
                row -> new Identity(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3).split(" ", 2)[0],
                        row.getString(4),
                        row.getString(5),
                        row.getInt(6),
                        row.getBoolean(7),
                        row.getBoolean(9),
                        row.getBoolean(10),
                        limits(row.getString(8)),
                        row.getLong(11)));
    }

    /** Those beside the usual ones, and where they lie. */
    public List<Tablespace> tablespaces() throws IOException {
        return ask(TABLESPACES, row -> read(row.getString(1), new TypeReference<List<Tablespace>>() {}));
    }

    private static Map<String, Integer> limits(String json) throws SQLException {
        return read(json, new TypeReference<TreeMap<String, Integer>>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) throws SQLException {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new SQLException("The server does not say of itself what it should", e);
        }
    }

    public Moment now() throws IOException {
        return ask(
                MOMENT,
                row -> new Moment(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        Lsn.parse(row.getString(2)),
                        Lsn.parse(row.getString(3)),
                        row.getString(4)));
    }

    /** The slot of this name; empty when there is none. */
    public Optional<Slot> slot(String name) throws IOException {
        return ask(
                SLOT,
                row -> row == null
                        ? Optional.empty()
                        : Optional.of(new Slot(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getLong(3),
                                Optional.ofNullable(row.getString(4)).map(Lsn::parse))),
                name);
    }

    /**
     * The server keeps its log for us.
     *
     * @param all from its last checkpoint on, which may be much; else from when somebody begins to receive
     */
    public void createSlot(String name, boolean all) throws IOException {
        ask("SELECT pg_catalog.pg_create_physical_replication_slot(?, " + all + ")", row -> null, name);
    }

    /** The server may delete what it kept; nobody may be receiving. */
    public void dropSlot(String name) throws IOException {
        ask("SELECT pg_catalog.pg_drop_replication_slot(?)", row -> null, name);
    }

    /** Has whoever receives by a slot end. */
    public void endReceiver(String name) throws IOException {
        ask(
                "SELECT pg_catalog.pg_terminate_backend(active_pid) FROM pg_catalog.pg_replication_slots"
                        + " WHERE slot_name = ? AND active_pid IS NOT NULL",
                row -> null,
                name);
    }

    /** Has the server begin a new segment, so that the one before is whole. */
    public void switchSegment() throws IOException {
        ask("SELECT pg_catalog.pg_switch_wal()", row -> null);
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T ask(String query, Reading<T> reading, String... parameters) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return reading.of(row.next() ? row : null);
            }
        } catch (SQLException e) {
            throw ServerFailure.of("follow the write-ahead log", url, e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw ServerFailure.of("end the session", url, e);
        }
    }
}
