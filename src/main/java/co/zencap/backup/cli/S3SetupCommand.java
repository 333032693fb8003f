package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.setup.BucketPolicy;
import co.zencap.backup.repository.setup.BucketSetup;
import co.zencap.backup.repository.setup.LifecycleRules;
import co.zencap.backup.repository.setup.SetupRow;
import co.zencap.backup.repository.setup.SetupRow.State;
import co.zencap.backup.settings.S3SettingsReader;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the bucket to what backups need. */
@Command(
        name = "setup",
        description = {
            "Creates the bucket where it is missing, and sets it up as a store for backups.",
            "Sees to its versioning, public access, encryption, Object Lock, lifecycle (config/s3-lifecycle.json) and policy",
            "(config/s3-bucket-policy.json). Shows first what differs.",
            "What others have set in the lifecycle and the policy stays."
        },
        footer = {
            "",
            "Exit status 1 when something that is wanted could not be had.",
            "Examples: ./zencap s3 setup --dry-run",
            "          ./zencap s3 setup --account 123456789012 --yes"
        })
final class S3SetupCommand extends SurroundedCommand {
    @Option(names = "--dry-run", description = "Show what differs, and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Change what differs without asking.")
    private boolean yes;

    @Option(
            names = "--account",
            paramLabel = "DIGITS",
            description = "The AWS account of the user backup-user, to whom the policy opens the bucket.")
    private Optional<String> account = Optional.empty();

    @Option(
            names = "--principal",
            paramLabel = "ARN",
            description = "Another user or role in its place: arn:aws:iam::123456789012:role/backup")
    private Optional<String> principal = Optional.empty();

    @Option(names = "--json", description = "Print the settings as JSON; without --yes nothing is changed.")
    private boolean json;

    S3SetupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var reader =
                new S3SettingsReader(surroundings().variables(), surroundings().home());
        S3Settings settings = reader.read()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "There is no bucket to set up. HINT: set BACKUP_S3_BUCKET, and AWS_REGION or BACKUP_S3_ENDPOINT."));
        try (var bucket = new S3Administration(settings)) {
            var setup = new BucketSetup(
                    bucket,
                    LifecycleRules.read(config("s3-lifecycle.json"), settings.prefix()),
                    policy(settings, reader),
                    time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
            List<SetupRow> rows = setup.run(false);
            boolean differs = rows.stream().anyMatch(row -> row.state() == State.TO_DO);
            if (!json || !differs || dryRun || !yes) {
                print(settings, rows);
            }
            if (differs && !dryRun && mayChange()) {
                rows = setup.run(true);
                print(settings, rows);
            }
            return rows.stream().anyMatch(SetupRow::bad) ? ExitStatus.FAILED : ExitStatus.OK;
        }
    }

    private Optional<BucketPolicy> policy(S3Settings settings, S3SettingsReader reader) throws IOException {
        Optional<String> user = principal.or(() -> account.or(reader::account).map(BucketPolicy::userOf));
        return user.isPresent()
                ? Optional.of(BucketPolicy.read(config("s3-bucket-policy.json"), settings.bucket(), user.get()))
                : Optional.empty();
    }

    private String config(String name) throws IOException {
        try {
            return Files.readString(surroundings().home().resolve("config").resolve(name));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no " + e.getFile() + ". HINT: it comes with the program; put it back, or write your own.",
                    e);
        }
    }

    private boolean mayChange() {
        if (yes || json) {
            return yes;
        }
        if (System.console() == null) {
            surroundings().terminal().err().println("Nothing is changed. HINT: --yes changes what differs.");
            return false;
        }
        String answer = System.console().readLine("Change what differs? [y/N] ");
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    private void print(S3Settings settings, List<SetupRow> rows) throws IOException {
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
            return;
        }
        terminal.out().println(settings.place());
        var table = new Table("SETTING", "NOW", "WANTED", "STATE");
        for (SetupRow row : rows) {
            table.row(
                    row.setting(), row.now(), row.wanted(), new Cell(row.state().word(), style(row)));
        }
        table.print(terminal);
        for (SetupRow row : rows) {
            row.detail().ifPresent(why -> terminal.out().println(row.setting() + ": " + why));
        }
    }

    private static Style style(SetupRow row) {
        if (row.bad()) {
            return Style.BAD;
        }
        return switch (row.state()) {
            case IN_PLACE, DONE -> Style.GOOD;
            default -> Style.DOUBTFUL;
        };
    }
}
