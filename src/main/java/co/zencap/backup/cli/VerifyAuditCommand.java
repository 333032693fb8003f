package co.zencap.backup.cli;

import co.zencap.backup.audit.AuditVerification;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether the audit trail is whole. */
@Command(
        name = "verify",
        description = {
            "Looks whether the audit trail is what was written.",
            "Each entry has its hash and follows the one before it, in the catalog and in what was exported to the repositories, and",
            "both tell the same. Finds entries that were changed,",
            "removed or inserted, and an end that was cut off."
        },
        footer = {
            "",
            "With --repository it needs neither service nor catalog; the key comes from BACKUP_ENCRYPTION_KEY. Exit status 1 when",
            "something is wrong. Examples:",
            "  ./zencap audit verify",
            "  ./zencap audit verify --repository s3://bucket/prefix --service shop"
        })
final class VerifyAuditCommand extends SurroundedCommand {
    @Option(
            names = "--repository",
            paramLabel = "PLACE",
            description = "Only what was exported to this one: s3://bucket/prefix, or a folder.")
    private Optional<String> place = Optional.empty();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Whose trail: the name of the service's database; else BACKUP_TARGET.")
    private Optional<String> service = Optional.empty();

    @Option(names = "--json", description = "Print the whole report.")
    private boolean json;

    VerifyAuditCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode report =
                place.isPresent() ? alone(place.get()) : surroundings().api().verifyAudit();
        Terminal terminal = surroundings().terminal();
        boolean intact = report.path("intact").asBoolean();
        boolean nothing = true;
        for (JsonNode part : report.path("parts")) {
            nothing &= !part.path("read").asBoolean();
        }
        if (json) {
            terminal.out().println(report.toPrettyString());
        } else {
            show(report, terminal);
        }
        return intact && !nothing ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private JsonNode alone(String named) throws IOException {
        var variables = surroundings().variables();
        String name = service.or(() -> Optional.ofNullable(variables.get("BACKUP_TARGET")))
                .orElseThrow(
                        () -> new IllegalArgumentException("Whose trail it is, is not said. HINT: give --service NAME,"
                                + " the name of the folder below _audit/ in the repository."));
        Optional<MasterKey> key = GivenKey.of(surroundings());
        if (key.isEmpty()) {
            surroundings().terminal().err().println("NOTE: without BACKUP_ENCRYPTION_KEY signatures are not checked.");
        }
        try (RepositoryPlace opened = RepositoryPlace.open(
                named, variables, Path.of("").toAbsolutePath(), surroundings().clock())) {
            var verification = new AuditVerification(
                    Optional.empty(),
                    List.of(opened.repository()),
                    key,
                    name,
                    surroundings().clock());
            return Json.MAPPER.valueToTree(verification.run());
        }
    }

    private static void show(JsonNode report, Terminal terminal) {
        var table = new Table("PLACE", "STATE", ">ENTRIES", ">LAST");
        for (JsonNode part : report.path("parts")) {
            boolean read = part.path("read").asBoolean();
            boolean whole = part.path("problems").isEmpty();
            table.row(
                    part.path("place").asText(),
                    !read
                            ? new Cell("not read", Style.DOUBTFUL)
                            : whole ? new Cell("whole", Style.GOOD) : new Cell("CHANGED", Style.BAD),
                    read ? part.path("rows").asText() : "",
                    read ? part.path("last").asText() : "");
        }
        table.print(terminal);
        for (JsonNode part : report.path("parts")) {
            for (JsonNode problem : part.path("problems")) {
                terminal.out().println(part.path("place").asText() + ": " + problem.asText());
            }
        }
        for (JsonNode note : report.path("notes")) {
            terminal.err().println("NOTE: " + note.asText());
        }
        if (!report.path("intact").asBoolean()) {
            terminal.err()
                    .println(
                            "The audit trail was changed. HINT: find out who can write to the catalog's database; what was"
                                    + " exported and is signed is what was written.");
        }
    }
}
