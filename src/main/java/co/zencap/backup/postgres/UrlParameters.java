package co.zencap.backup.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What each parameter of a connection URL means to us. Names and environment variables are those of libpq (PostgreSQL's
 * manual, "Parameter Key Words" and "Environment Variables").
 */
final class UrlParameters {

    /** Parameters which libpq also reads from the environment: that is how child processes get them. */
    static final Map<String, String> VARIABLES = variables();

    /** Parameters of libpq without an environment variable, or which would change what a dump contains. */
    static final Set<String> WITHOUT_EFFECT = Set.of(
            "keepalives",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout",
            "fallback_application_name",
            "client_encoding",
            "load_balance_hosts");

    /** Parameters of connection poolers and of other drivers that hosting services print into their URLs. */
    static final Set<String> OF_OTHERS = Set.of(
            "pgbouncer",
            "schema",
            "connection_limit",
            "pool_timeout",
            "pool_size",
            "pool_mode",
            "pool_max_conns",
            "max_pool_size",
            "min_pool_size",
            "maxpoolsize",
            "statement_cache_size",
            "prepared_statement_cache_size",
            "prepare_threshold",
            "preparethreshold",
            "socket_timeout",
            "sslaccept",
            "sslidentity",
            "uselibpqcompat",
            "supa",
            "workaround",
            "endpoint",
            "sslrequired",
            "timezone");

    /** Parameters of libpq that we refuse, and what to do instead. */
    static final Map<String, String> REFUSED = Map.of(
            "service", "write host, port and database into the URL; service files are not read",
            "servicefile", "write host, port and database into the URL; service files are not read",
            "sslpassword", "use a client key without a passphrase, readable by the backup's user only",
            "passfile", "write the password into the URL, or keep it in the backup user's ~/.pgpass",
            "replication", "remove it; backups need an ordinary connection");

    private UrlParameters() {}

    private static Map<String, String> variables() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("hostaddr", "PGHOSTADDR");
        names.put("channel_binding", "PGCHANNELBINDING");
        names.put("connect_timeout", "PGCONNECT_TIMEOUT");
        names.put("options", "PGOPTIONS");
        names.put("application_name", "PGAPPNAME");
        names.put("sslmode", "PGSSLMODE");
        names.put("sslnegotiation", "PGSSLNEGOTIATION");
        names.put("sslcompression", "PGSSLCOMPRESSION");
        names.put("sslcert", "PGSSLCERT");
        names.put("sslkey", "PGSSLKEY");
        names.put("sslcertmode", "PGSSLCERTMODE");
        names.put("sslrootcert", "PGSSLROOTCERT");
        names.put("sslcrl", "PGSSLCRL");
        names.put("sslcrldir", "PGSSLCRLDIR");
        names.put("sslsni", "PGSSLSNI");
        names.put("requirepeer", "PGREQUIREPEER");
        names.put("require_auth", "PGREQUIREAUTH");
        names.put("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION");
        names.put("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION");
        names.put("min_protocol_version", "PGMINPROTOCOLVERSION");
        names.put("max_protocol_version", "PGMAXPROTOCOLVERSION");
        names.put("gssencmode", "PGGSSENCMODE");
        names.put("krbsrvname", "PGKRBSRVNAME");
        names.put("gsslib", "PGGSSLIB");
        names.put("gssdelegation", "PGGSSDELEGATION");
        names.put("target_session_attrs", "PGTARGETSESSIONATTRS");
        return Map.copyOf(names);
    }
}
