package co.zencap.backup.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGProperty;

/** A {@link PostgresUrl} in the words of the JDBC driver, with the meaning that libpq gives them. */
final class JdbcForm {

    private static final Map<String, PGProperty> SAME_MEANING = Map.of(
            "sslcert", PGProperty.SSL_CERT,
            "sslkey", PGProperty.SSL_KEY,
            "options", PGProperty.OPTIONS,
            "krbsrvname", PGProperty.KERBEROS_SERVER_NAME,
            "channel_binding", PGProperty.CHANNEL_BINDING,
            "sslnegotiation", PGProperty.SSL_NEGOTIATION,
            "require_auth", PGProperty.REQUIRE_AUTH);

    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    /** Longer than any of our statements takes before it answers, but for those that read whole tables. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private JdbcForm() {}

    static String url(PostgresUrl url) {
        if (url.hosts().stream().anyMatch(Host::isSocket)) {
            throw new UrlFormatException(
                    "it names a Unix socket, which only PostgreSQL's own programs can reach",
                    "use localhost as the host and let the server listen there (listen_addresses = 'localhost')");
        }
        return "jdbc:postgresql://" + hosts(url) + "/" + PercentEncoding.encode(url.database());
    }

    private static String hosts(PostgresUrl url) {
        List<Host> hosts = url.hosts();
        String addresses = url.parameters().get("hostaddr");
        if (addresses == null) {
            return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        }
        String[] address = addresses.split(",", -1);
        if (address.length != hosts.size()) {
            throw new UrlFormatException("it has another number of hostaddr than of hosts", "give one for each host");
        }
        return IntStream.range(0, address.length)
                .mapToObj(i -> address[i].isEmpty()
                        ? hosts.get(i)
                        : new Host(address[i], hosts.get(i).port()))
                .map(Host::toString)
                .collect(Collectors.joining(","));
    }

    static Properties properties(PostgresUrl url) {
        Properties properties = new Properties();
        Map<String, String> given = url.parameters();
        PGProperty.USER.set(properties, url.user());
        url.password().ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        SAME_MEANING.forEach((name, property) -> {
            if (given.containsKey(name)) {
                property.set(properties, given.get(name));
            }
        });
        encryption(given, properties);
        String seconds = given.getOrDefault("connect_timeout", "15");
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        // A server that is frozen takes the connection and then says nothing.
        PGProperty.LOGIN_TIMEOUT.set(
                properties, Integer.parseInt(seconds) * url.hosts().size());
        PGProperty.SOCKET_TIMEOUT.set(properties, (int) SILENCE.toSeconds());
        PGProperty.APPLICATION_NAME.set(properties, given.getOrDefault("application_name", "zencap"));
        PGProperty.TARGET_SERVER_TYPE.set(
                properties, SERVER_TYPES.get(given.getOrDefault("target_session_attrs", "any")));
        PGProperty.GSS_ENC_MODE.set(properties, given.getOrDefault("gssencmode", "disable"));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return properties;
    }

    private static void encryption(Map<String, String> given, Properties properties) {
        String mode = given.getOrDefault("sslmode", "prefer");
        String root = given.get("sslrootcert");
        if ("system".equals(root)) {
            // libpq takes the system's certificate authorities then, and checks the name whatever else is asked
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
            mode = "verify-full";
        } else if (root != null) {
            PGProperty.SSL_ROOT_CERT.set(properties, root);
            // libpq: "if a root CA file exists, the behavior of sslmode=require will be the same as that of verify-ca"
            mode = mode.equals("require") ? "verify-ca" : mode;
        }
        PGProperty.SSL_MODE.set(properties, mode);
    }
}
