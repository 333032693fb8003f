package co.zencap.backup.cli;

import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Version;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(
        name = "zencap",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        description = "Backs up PostgreSQL databases, proves each backup by restoring it, and tells when that fails.",
        subcommands = {
            DemoCommand.class,
            StartCommand.class,
            PrepareHttpsCommand.class,
            StopCommand.class,
            StatusCommand.class,
            HealthCommand.class,
            BackupCommand.class,
            ListCommand.class,
            VerifyCommand.class,
            TestCommand.class,
            CertificateCommand.class,
            RestoreFilesCommand.class,
            RecoverCommand.class,
            DisasterRecoveryCommand.class,
            TableCommand.class,
            WalPushCommand.class,
            WalFetchCommand.class,
            RetentionCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            StorageCommand.class,
            ObjectivesCommand.class,
            SecurityCheckCommand.class,
            ApiKeyCommand.class,
            AuditCommand.class,
            EventsCommand.class,
            AlertsCommand.class,
            CatalogCommand.class,
            KeyCommand.class,
            S3Command.class,
            SetupCommand.class,
            KeygenCommand.class,
            HelpCommand.class
        },
        footerHeading = "%n",
        footer = {
            "Examples:",
            "  ./zencap demo                    see it at work; needs no settings",
            "  ./zencap keygen                  make the key that encrypts backups",
            "  ./zencap start                   run the service with your settings",
            "  ./zencap backup --wait           back up now and watch it",
            "  ./zencap backup --type full      the database, the file sets and the configuration under one id",
            "  ./zencap test --wait             restore the newest backup into the sandbox and compare",
            "  ./zencap alert test              whether people would be told when something fails",
            "  ./zencap disaster-recovery --plan what a recovery by the service would do, and how long it would take",
            "  ./zencap table restore orders     one table, beside the live one; then table diff and table copy-back",
            "  ./zencap recover --help          the worst day: back from the bucket and the key, without the service",
            "  ./zencap list --json | jq '.[0]' the newest backup, for a script",
            "",
            "Settings are environment variables; .env.local beside this program is read too, the environment wins:",
            "  POSTGRES_URL_NON_POOLING  the database: postgresql://user:password@host:5432/database",
            "  BACKUP_ENCRYPTION_KEY     64 hex digits; without them a backup can't be restored",
            "  ADMIN_API_KEY             opens the API, at least 32 characters; never given as an argument",
            "  BACKUP_API_KEY            what this program shows in its place: a key of your own, see ./zencap api-key",
            "  BACKUP_API_URL            the API to call; else http://BACKUP_HTTP_HOST:BACKUP_HTTP_PORT",
            "                            (http://localhost:3000), or https://BACKUP_HTTP_HOST:BACKUP_HTTPS_PORT",
            "                            where BACKUP_TLS_CERTIFICATE is set",
            "  BACKUP_TLS_CA             certificates of your own authority, where that one issued the API's",
            "  BACKUP_S3_BUCKET          the off-site bucket; see config/application.properties for all settings",
            "  BACKUP_PG_BIN             folder of pg_dump, pg_restore and psql, where they are not found",
            "  NO_COLOR                  no colours, when not empty",
            "",
            "Exit status:",
            "  0  it worked                       4  not authorised",
            "  1  the operation failed            5  no such backup or operation",
            "  2  wrong usage or settings         6  refused: busy, or not possible now",
            "  3  the service can't be reached   70  an error in this program",
            "  69 a program is missing and can't be installed from here"
        })
public final class Zencap {

    private Zencap() {}

    /** Runs a command; the process's exit status tells how it went. */
    public static void main(String[] arguments) {
        // Libraries may have much to say; on a person's terminal only warnings are worth it.
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(run(Surroundings.ofProcess(), arguments));
    }

    /** Runs a command and returns its exit status, one of {@link ExitStatus}. */
    static int run(Surroundings surroundings, String... arguments) {
        Terminal terminal = surroundings.terminal();
        CommandLine commands = commands(surroundings);
        commands.setUsageHelpWidth(Math.max(80, Math.min(terminal.columns(), 120)));
        commands.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colour() && terminal.outIsTerminal() ? Ansi.ON : Ansi.OFF));
        commands.setParameterExceptionHandler((e, args) -> usage(e, terminal));
        commands.setExecutionExceptionHandler((e, command, result) -> failure(e, terminal));
        if (arguments.length == 0) {
            commands.usage(terminal.err());
            return ExitStatus.USAGE;
        }
        return commands.execute(arguments);
    }

    /** All commands, each with what surrounds it. */
    static CommandLine commands(Surroundings surroundings) {
        var factory = CommandLine.defaultFactory();
        return new CommandLine(new Zencap(), new CommandLine.IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return SurroundedCommand.class.isAssignableFrom(type)
                        ? type.cast(
                                type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings))
                        : factory.create(type);
            }
        });
    }

    private static int usage(ParameterException e, Terminal terminal) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println(terminal.paintNote(Style.BAD, "Wrong usage: ") + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(
                e, new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        terminal.err().println("HINT: ./" + name + " --help shows how to use it.");
        return ExitStatus.USAGE;
    }

    private static int failure(Exception e, Terminal terminal) {
        if (e instanceof ApiFailure refused) {
            Failures.print(refused.problem(), terminal);
            return refused.exitStatus();
        }
        if (e instanceof Refusal refused) {
            Failures.print(refused.problem(), terminal);
            return refused.exitStatus();
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            Failures.print(new Problem("Interrupted", "What was started goes on in the service.", ""), terminal);
            return ExitStatus.FAILED;
        }
        if (e instanceof IllegalArgumentException) {
            Failures.print(Problem.of("Wrong settings", e), terminal);
            return ExitStatus.USAGE;
        }
        if (e instanceof IOException || e instanceof SQLException) {
            Failures.print(Problem.of("It did not work", e), terminal);
            return ExitStatus.FAILED;
        }
        Failures.print(
                new Problem(
                        "An error in this program",
                        e.toString(),
                        "Please report it with the lines that ZENCAP_DEBUG=1 adds."),
                terminal);
        if ("1".equals(System.getenv("ZENCAP_DEBUG"))) {
            e.printStackTrace(terminal.err());
        }
        return ExitStatus.INTERNAL;
    }

    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"zencap " + Version.current()};
        }
    }
}
