package co.zencap.backup.postgres;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a server or a tool refused, told from its message (in English, as children run in the locale C) or from the
 * SQLSTATE (PostgreSQL's manual, appendix A), with what an operator does about it. The first that matches counts.
 */
public enum FailureCause {
    WRONG_PASSWORD(
            "the server did not accept the password",
            "check user name and password in the URL; special characters have to be percent-encoded",
            "password authentication failed|no password supplied|no password was provided|SASL authentication failed"
                    + "|SCRAM authentication failed",
            "28P01"),
    ROLE_MISSING(
            "the server that restores lacks a role that a policy or a grant names",
            "make it there (CREATE ROLE ... NOLOGIN), or restore into a server that gets the backup's roles first, as the"
                    + " throwaway server does that is used without TEST_POSTGRES_URL",
            "could not execute query: ERROR:\\s+role \"[^\"]*\" does not exist",
            null),
    NOT_ADMITTED(
            "the server does not admit this role from here",
            "allow the connection in pg_hba.conf (or the provider's list of addresses); try ?sslmode=require",
            "no pg_hba\\.conf entry|role \"[^\"]*\" is not permitted to log in|role \"[^\"]*\" does not exist"
                    + "|peer authentication failed|permission denied for database",
            "28000"),
    NO_SUCH_DATABASE(
            "the database does not exist",
            "check the name after the last '/' of the URL; names are case-sensitive",
            "database \"[^\"]*\" does not exist",
            "3D000"),
    TOO_MANY_CONNECTIONS(
            "the server has no connection left",
            "raise max_connections or the role's connection limit; a backup needs three connections",
            "too many connections|remaining connection slots|too many clients",
            "53300"),
    STARTING_OR_STOPPING(
            "the server is starting up, shutting down or was restarted",
            "wait until it accepts connections and run it again",
            "the database system is (starting up|shutting down|in recovery mode|not yet accepting connections)"
                    + "|terminating connection due to administrator command",
            "57P03|57P01|57P02"),
    POOLED(
            "the connection goes through a pooler that does not pass start-up options on",
            "use the direct connection's URL (POSTGRES_URL_NON_POOLING)",
            "unsupported startup parameter",
            "08P01"),
    ENCRYPTION(
            "no encrypted connection could be agreed on",
            "check sslmode and sslrootcert in the URL against what the server offers",
            "server does not support SSL|SSL error|certificate verify failed|root certificate file"
                    + "|certificate for .* does not match|server certificate|The server does not support SSL",
            null),
    UNREACHABLE(
            "the server cannot be reached",
            "check host, port and firewall, and that PostgreSQL runs and listens there (listen_addresses)",
            "could not connect to server|connection to server .* failed|could not translate host name"
                    + "|Connection refused|timeout expired|No route to host|Network is unreachable"
                    + "|connection attempt failed|UnknownHostException|Connect timed out",
            "08001"),
    TOOL_TOO_OLD(
            "the client program is older than the server",
            "install the client package of the server's major version, or name its folder in BACKUP_PG_BIN",
            "aborting because of server version mismatch|unsupported version \\([0-9.]+\\) in file header",
            null),
    OWNER_IS_ANOTHER(
            "objects belong to a role that the connecting one is no member of",
            "connect as a superuser, or make the role a member of that one (GRANT), or restore everything as its own"
                    + " (./zencap recover --no-owners)",
            "must be member of role|must be able to SET ROLE",
            null),
    PERMISSION_DENIED(
            "the role may not do that to everything that it takes",
            "for a backup grant it pg_read_all_data (./zencap setup roles prints all it needs); a restore takes the owner or a"
                    + " superuser",
            "permission denied for|must be owner of|must be superuser|query would be affected by row-level security",
            "42501"),
    LOCK_TIMEOUT(
            "a table stayed locked by somebody else",
            "end the session that holds the lock (see pg_locks and pg_stat_activity), or allow a longer lock wait",
            "canceling statement due to lock timeout|canceling statement due to statement timeout\\s.*LOCK TABLE"
                    + "|could not obtain lock on|Timed out waiting for.*lock",
            "55P03"),
    CANCELED_BY_STANDBY(
            "the standby cancelled the read because of changes on the primary",
            "set hot_standby_feedback = on or raise max_standby_streaming_delay on the standby, or back up the primary",
            "conflict with recovery",
            "40001"),
    SNAPSHOT_GONE(
            "the snapshot is not there",
            "its session has ended or lives on another server; back up a single host, not through a balancer",
            "invalid snapshot identifier|snapshot \"[^\"]*\" does not exist"
                    + "|could not import the requested snapshot",
            null),
    EXTENSION_MISSING(
            "an extension is not installed on the server that restores",
            "install the extension's package there, in the version of the source",
            "extension \"[^\"]*\" is not available|could not open extension control file"
                    + "|could not access file \"[^\"]*\": No such file",
            "58P01"),
    EXTENSION_NOT_LOADED(
            "an extension can be created only on a server that loads it at its start, and some only in one database",
            "name the extension in shared_preload_libraries of the server that restores, and pg_cron's database in"
                    + " cron.database_name; a throwaway server does not load it: set TEST_POSTGRES_URL to one that does",
            "(must|can only) be loaded via \"?shared_preload_libraries|is not in shared_preload_libraries"
                    + "|can only create extension in database",
            null),
    OLDER_CLIENT(
            "the dump was made by a pg_dump that is older than its server, and says what no older server knows",
            "update the PostgreSQL client programs of the machine that makes the backups to the server's minor version (or"
                    + " newer), and make a new backup; this one is restored by a server of that minor version",
            "unrecognized parameter \"pg_attver\"",
            null),
    DISK_FULL(
            "a disk is full",
            "free space or enlarge the volume that the message names, then run it again",
            "No space left on device|could not extend file|Disk quota exceeded",
            "53100"),
    OUT_OF_MEMORY(
            "memory ran out",
            "give the machine more memory, or lower work_mem, maintenance_work_mem or the number of jobs",
            "out of memory|Cannot allocate memory|invalid memory alloc request",
            "53200"),
    DAMAGED_DATA(
            "the server or the program found damaged data",
            "check the disk; do not delete older backups; see the server's log for the file it names",
            "invalid page in block|could not read block|unexpected chunk number|missing chunk number|compressed.*corrupt"
                    + "|did not find magic string|input file (does not appear to be|is too short)"
                    + "|could not read from input file|unexpected end of file",
            "XX001|XX002"),
    NO_PROGRESS(
            "it gave no sign of life for longer than allowed and was ended",
            "look for locks or a stalled network on the server; raise the limit (BACKUP_NO_PROGRESS_SECONDS) if the pause was"
                    + " legitimate",
            "Read timed out",
            null),
    CONNECTION_LOST(
            "the connection broke off",
            "see the server's log: it may have crashed, been restarted, or a firewall dropped the connection",
            "server closed the connection unexpectedly|connection to server was lost|connection not open"
                    + "|terminating connection|could not receive data from server|An I/O error occurred",
            "08006|08003|08000"),
    UNEXPLAINED_CONNECTION(
            "it could not connect and does not say why",
            "try psql with the same URL: it tells whether password, pg_hba.conf or the network is the cause",
            "could not connect to database",
            null),
    WALL_CLOCK(
            "it ran longer than allowed and was ended",
            "raise the limit if the database has grown; otherwise see its load"),
    STOPPED("it was ended because nobody needs its result any more", "nothing to do, unless you did not stop it"),
    OUTPUT_TOO_LONG(
            "it printed more than is kept in memory",
            "this is a program whose output has to be streamed, not collected"),
    KILLED(
            "it was killed by a signal",
            "see the system's log (journalctl -k): the kernel's out-of-memory killer, or somebody's kill"),
    OTHER("it failed", "see the program's own words above and the server's log");

    private final String what;
    private final String hint;
    private final Pattern words;
    private final List<String> states;

    FailureCause(String what, String hint) {
        this(what, hint, null, null);
    }

    FailureCause(String what, String hint, String words, String states) {
        this.what = what;
        this.hint = hint;
        this.words = words == null ? null : Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        this.states = states == null ? List.of() : List.of(states.split("\\|"));
    }

    /** One clause, without full stop: "the server did not accept the password". */
    public String what() {
        return what;
    }

    /** What to do, one sentence without "HINT:". */
    public String hint() {
        return hint;
    }

    /** @param exitStatus as Java and shells tell it: 128 plus the signal's number for a killed process */
    static FailureCause ofTool(int exitStatus, String standardError) {
        return ofText(standardError, exitStatus > 128 && exitStatus < 160 ? KILLED : OTHER);
    }

    /** What the driver, or the server through it, says. */
    public static FailureCause of(SQLException failure) {
        String words = String.valueOf(failure.getMessage());
        return ofServer(failure.getSQLState(), failure.getCause() == null ? words : words + " " + failure.getCause());
    }

    /** The words first: the driver gives most troubles of a connection the same state. The state knows no language. */
    static FailureCause ofServer(String sqlState, String message) {
        FailureCause said = ofText(message, OTHER);
        return said != OTHER || sqlState == null
                ? said
                : Arrays.stream(values())
                        .filter(cause -> cause.states.contains(sqlState))
                        .findFirst()
                        .orElse(OTHER);
    }

    private static FailureCause ofText(String text, FailureCause otherwise) {
        return Arrays.stream(values())
                .filter(cause ->
                        cause.words != null && cause.words.matcher(text).find())
                .findFirst()
                .orElse(otherwise);
    }
}
