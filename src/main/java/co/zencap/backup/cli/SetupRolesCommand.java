package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.privilege.RolePurpose;
import co.zencap.backup.privilege.RoleScript;
import co.zencap.backup.privilege.RoleScripts;
import co.zencap.backup.privilege.RoleWishes;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the SQL that makes the roles. */
@Command(
        name = "roles",
        description = {
            "Prints the SQL that makes the roles of the database server.",
            "They are for backups, the catalog, restoration tests and recoveries, each with what it needs and no more. It connects",
            "to nothing, and passwords are in neither its arguments nor what it prints."
        },
        footer = {
            "",
            "Examples: ./zencap setup roles --only backup --wal",
            "          ./zencap setup roles --only catalog | psql -X -v ON_ERROR_STOP=1 -d shop"
        })
final class SetupRolesCommand extends SurroundedCommand {
    @Option(
            names = "--only",
            paramLabel = "PURPOSE",
            split = ",",
            description = "backup, catalog, sandbox or recovery; several with commas between. All by default.")
    private List<String> only = List.of();

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "What is backed up; by default the database of POSTGRES_URL_NON_POOLING.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--catalog-database",
            paramLabel = "NAME",
            description = "Where history is kept; by default as the settings say, else the same database.")
    private Optional<String> catalogDatabase = Optional.empty();

    @Option(
            names = "--sandbox-database",
            paramLabel = "NAME",
            description = "Which one TEST_POSTGRES_URL names; postgres by default.")
    private Optional<String> sandboxDatabase = Optional.empty();

    @Option(names = "--backup-role", paramLabel = "NAME", description = "zencap_backup by default.")
    private Optional<String> backup = Optional.empty();

    @Option(names = "--catalog-role", paramLabel = "NAME", description = "zencap_catalog by default.")
    private Optional<String> catalog = Optional.empty();

    @Option(names = "--sandbox-role", paramLabel = "NAME", description = "zencap_sandbox by default.")
    private Optional<String> sandbox = Optional.empty();

    @Option(names = "--recovery-role", paramLabel = "NAME", description = "zencap_recovery by default.")
    private Optional<String> recovery = Optional.empty();

    @Option(
            names = "--server-version",
            paramLabel = "MAJOR",
            defaultValue = "14",
            description = "The server's major version; before 14 every schema is granted for itself.")
    private int serverVersion;

    @Option(names = "--wal", description = "Also what BACKUP_WAL_ENABLED=true needs.")
    private boolean wal;

    @Option(
            names = "--row-security",
            description = "Tables have policies for rows, which must hide none from a backup.")
    private boolean rowSecurity;

    @Option(names = "--large-objects", description = "There are large objects (lo_create and the like).")
    private boolean largeObjects;

    @Option(names = "--json", description = "Print the statements and their reasons as JSON.")
    private boolean json;

    SetupRolesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        Set<RolePurpose> purposes = purposes();
        var scripts = new RoleScripts(wishes());
        List<RoleScript> all = purposes.stream().map(scripts::of).toList();
        surroundings()
                .terminal()
                .out()
                .println(
                        json
                                ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(all)
                                : all.stream().map(RoleScript::text).collect(Collectors.joining("\n")));
        return ExitStatus.OK;
    }

    private Set<RolePurpose> purposes() {
        var purposes = new TreeSet<RolePurpose>();
        for (String word : only) {
            purposes.add(Stream.of(RolePurpose.values())
                    .filter(purpose -> purpose.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no role for '" + word + "'. HINT: backup, catalog, sandbox or recovery.")));
        }
        return purposes.isEmpty() ? new TreeSet<>(List.of(RolePurpose.values())) : purposes;
    }

    private RoleWishes wishes() {
        Map<String, String> variables = surroundings().variables();
        String backedUp = database.or(() -> named(variables, "POSTGRES_URL_NON_POOLING"))
                .or(() -> named(variables, "POSTGRES_URL"))
                .orElseThrow(() -> new IllegalArgumentException("It is not known which database is backed up."
                        + " HINT: name it with --database, or set POSTGRES_URL_NON_POOLING."));
        var names = new EnumMap<RolePurpose, String>(RolePurpose.class);
        backup.ifPresent(name -> names.put(RolePurpose.BACKUP, name));
        catalog.ifPresent(name -> names.put(RolePurpose.CATALOG, name));
        sandbox.ifPresent(name -> names.put(RolePurpose.SANDBOX, name));
        recovery.ifPresent(name -> names.put(RolePurpose.RECOVERY, name));
        return new RoleWishes(
                backedUp,
                catalogDatabase
                        .or(() -> database.isPresent()
                                ? Optional.empty()
                                : named(variables, "BACKUP_CATALOG_URL").or(() -> named(variables, "POSTGRES_URL")))
                        .orElse(backedUp),
                sandboxDatabase.or(() -> named(variables, "TEST_POSTGRES_URL")).orElse("postgres"),
                names,
                serverVersion,
                wal,
                rowSecurity,
                largeObjects);
    }

    private static Optional<String> named(Map<String, String> variables, String variable) {
        return Optional.ofNullable(variables.get(variable))
                .filter(url -> !url.isBlank())
                .map(url -> PostgresUrl.parse(url).database());
    }
}
