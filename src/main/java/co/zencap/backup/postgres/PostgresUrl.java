package co.zencap.backup.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a database is and how to sign in: a libpq connection URI, understood once and handed on to JDBC and to
 * PostgreSQL's client programs in the same meaning. Immutable. The password shows in no text that this class makes,
 * save in {@link #password()} and {@link #jdbcProperties()}.
 *
 * <p>Missing parts get libpq's defaults (the operating system's user, port 5432, the database named like the user),
 * except the host: {@code localhost}, as JDBC speaks no Unix sockets and both must reach the same server.
 */
public final class PostgresUrl {

    private final List<Host> hosts;
    private final String user;
    private final String password;
    private final String database;
    private final Map<String, String> parameters;

    PostgresUrl(List<Host> hosts, String user, String password, String database, Map<String, String> parameters) {
        this.hosts = List.copyOf(hosts);
        this.user = Objects.requireNonNull(user, "user");
        this.password = password;
        this.database = Objects.requireNonNull(database, "database");
        this.parameters = Map.copyOf(parameters);
    }

    /** @throws UrlFormatException when it is not a URL that PostgreSQL's own programs would take; quotes no value */
    public static PostgresUrl parse(String url) {
        return new UrlParser().parse(url);
    }

    /** A plain URL of one server, for a password that was never part of a text. */
    public static PostgresUrl of(Host host, String user, String password, String database) {
        return new PostgresUrl(List.of(host), user, password, database, Map.of());
    }

    /** The servers to try, in this order; at least one. */
    public List<Host> hosts() {
        return hosts;
    }

    public String database() {
        return database;
    }

    public String user() {
        return user;
    }

    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /** libpq's parameters other than host, port, user, password and dbname, by libpq's names. */
    public Map<String, String> parameters() {
        return parameters;
    }

    /** The same server and role, another database; the name is taken literally. */
    public PostgresUrl withDatabase(String name) {
        return new PostgresUrl(hosts, user, password, name, parameters);
    }

    /** The same with a password that was never part of a text. */
    public PostgresUrl withPassword(String secret) {
        return new PostgresUrl(hosts, user, secret, database, parameters);
    }

    /** The same, but only this server: what a snapshot's owner hands to the programs that must join it there. */
    public PostgresUrl withHost(Host host) {
        Map<String, String> kept = new TreeMap<>(parameters);
        kept.remove("hostaddr");
        return new PostgresUrl(List.of(host), user, password, database, kept);
    }

    /**
     * The JDBC form, without user and password.
     *
     * @throws UrlFormatException for a Unix socket, which JDBC cannot reach
     */
    public String jdbcUrl() {
        return JdbcForm.url(this);
    }

    /** What belongs to {@link #jdbcUrl()}: user, password, and the parameters in the JDBC driver's words. */
    public Properties jdbcProperties() {
        return JdbcForm.properties(this);
    }

    /**
     * What a client program of PostgreSQL needs to reach the same database. The database's name goes by
     * {@code PGDATABASE} only, which libpq takes literally; as an argument it could be a connection string.
     *
     * @param passfile a file as {@link PassFile} writes it; without a password here it is not named, and the user's own
     *     {@code ~/.pgpass} is in force, for JDBC as well
     */
    public Map<String, String> childEnvironment(Path passfile) {
        Map<String, String> environment = new TreeMap<>();
        parameters.forEach((name, value) -> environment.put(UrlParameters.VARIABLES.get(name), value));
        environment.put("PGHOST", hosts.stream().map(Host::name).collect(Collectors.joining(",")));
        environment.put("PGPORT", hosts.stream().map(h -> "" + h.port()).collect(Collectors.joining(",")));
        environment.put("PGUSER", user);
        environment.put("PGDATABASE", database);
        environment.putIfAbsent("PGAPPNAME", "zencap");
        environment.putIfAbsent("PGCONNECT_TIMEOUT", "15");
        if (password != null && passfile != null) {
            environment.put("PGPASSFILE", passfile.toAbsolutePath().toString());
        }
        return environment;
    }

    /** {@code postgresql://user@host:5432/database}: what may be logged and shown. */
    public String redacted() {
        return "postgresql://" + PercentEncoding.encode(user) + "@"
                + hosts.stream().map(Host::toString).collect(Collectors.joining(","))
                + "/" + PercentEncoding.encode(database);
    }

    @Override
    public String toString() {
        return redacted();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PostgresUrl that
                && hosts.equals(that.hosts)
                && user.equals(that.user)
                && Objects.equals(password, that.password)
                && database.equals(that.database)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hosts, user, database, parameters);
    }
}
