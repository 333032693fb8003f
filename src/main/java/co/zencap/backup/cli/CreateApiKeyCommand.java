package co.zencap.backup.cli;

import co.zencap.backup.access.Role;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key. */
@Command(
        name = "create",
        description = {
            "Makes a key and prints it, this once.",
            "It is printed on standard output alone, so that it can be piped into a secret store. It is not shown again: the service",
            "keeps nothing but its digest."
        },
        footer = {
            "",
            "No name is given twice, so that the audit trail stays clear. Examples:",
            "  ./zencap api-key create anna --role operator              for a year",
            "  ./zencap api-key create grafana --role viewer --expires 90d > grafana.key",
            "  ./zencap api-key create dr-team --role recovery --expires never"
        })
final class CreateApiKeyCommand extends SurroundedCommand {
    @Parameters(paramLabel = "NAME", description = "Whoever gets it: a person or a program; a-z, 0-9, '.', '_', '-'.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "viewer, operator, recovery or admin; ./zencap api-key --help tells what each may do.")
    private String role;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description =
                    "90d, a day like 2027-01-31 (its end), a time like 2027-01-31T12:00:00Z, or never; else in a year.")
    private Optional<String> expires = Optional.empty();

    @Option(names = "--json", description = "Print what the API gives, the key among it.")
    private boolean json;

    CreateApiKeyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var wish = new LinkedHashMap<String, String>();
        wish.put("name", name);
        wish.put("role", Choice.of("--role", role, Role.words()));
        expires.ifPresent(when -> wish.put("expiresAt", time(when)));
        JsonNode made = surroundings().api().createApiKey(wish);
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(made.toPrettyString());
            return ExitStatus.OK;
        }
        JsonNode key = made.path("apiKey");
        terminal.out().println(made.path("key").asText());
        terminal.err()
                .println("This is the key of " + key.path("name").asText() + ", role "
                        + key.path("role").asText() + ", "
                        + (key.hasNonNull("expiresAt")
                                ? "until " + key.path("expiresAt").asText()
                                : "without an end")
                        + ". It is not shown again. HINT: whoever gets it sets BACKUP_API_KEY to it, or signs in to the"
                        + " dashboard with it; never give it as an argument.");
        return ExitStatus.OK;
    }

    private String time(String when) {
        String text = when.strip();
        if (text.equals("never")) {
            return text;
        }
        if (text.matches("\\d{1,4}d")) {
            long days = Long.parseLong(text.substring(0, text.length() - 1));
            return surroundings().clock().instant().plus(Duration.ofDays(days)).toString();
        }
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant().toString()
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(surroundings().clock().getZone())
                            .toInstant()
                            .toString();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--expires is '" + when
                    + "', which is no time. HINT: write 90d, 2027-01-31, 2027-01-31T12:00:00Z or never.");
        }
    }
}
