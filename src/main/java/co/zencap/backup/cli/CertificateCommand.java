package co.zencap.backup.cli;

import co.zencap.backup.certificate.SignedCertificate;
import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.recovery.workflow.RecoveryRequest;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what restoration tests certify, and checks certificates. */
@Command(
        name = "certificate",
        description = {
            "Shows the signed certificate of a restoration test, or a recovery's account; without ID, lists the tests.",
            "A certificate says which backup was restored from which objects, what was compared, and what came of it."
        },
        footer = {
            "",
            "Whoever has your public key can check a certificate, without any other key and without the service.",
            "",
            "Examples:",
            "  ./zencap certificate 20261124T093015Z-1f9c02 --html proof.html",
            "  ./zencap certificate 20261124T093015Z-1f9c02 --json > proof.json",
            "  ./zencap certificate dr0123456789ab --html account.html",
            "  ./zencap certificate --check proof.json --public-key 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        })
final class CertificateCommand extends SurroundedCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "The test's, its operation's or its backup's (of a backup the newest test), or a recovery's.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page for people; never over another file.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--json", description = "Print the signed JSON, byte for byte; without ID, the tests as JSON.")
    private boolean json;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description =
                    "Check a certificate, or a recovery's account; exit status 1 if it is not genuine, or of a test"
                            + " that failed.")
    private Optional<Path> check = Optional.empty();

    @Option(
            names = "--public-key",
            paramLabel = "KEY",
            description = "Whose certificates count; by default the one that belongs to BACKUP_ENCRYPTION_KEY.")
    private Optional<String> publicKey = Optional.empty();

    @Option(names = "--print-public-key", description = "Print your public key, for those who check your certificates.")
    private boolean printKey;

    CertificateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = surroundings().terminal();
        if (printKey) {
            terminal.out().println(requireKey());
            return ExitStatus.OK;
        }
        if (check.isPresent()) {
            return check(withoutEnd(Files.readAllBytes(check.get())), terminal);
        }
        ApiClient api = surroundings().api();
        if (id.isEmpty()) {
            return list(api.restorationTests(), terminal);
        }
        String certificate = id.get().startsWith(RecoveryRequest.IDS)
                ? api.recoveryCertificate(id.get())
                : api.certificate(id.get());
        if (json) {
            terminal.out().print(certificate);
            terminal.out().flush();
            return ExitStatus.OK;
        }
        Finding finding = finding(certificate.getBytes(StandardCharsets.UTF_8), keys());
        JsonNode document = Json.MAPPER.readTree(certificate);
        if (finding == Finding.FORGED) {
            terminal.err().println(authenticity(finding, document));
            return ExitStatus.FAILED;
        }
        if (html.isPresent()) {
            writePage(document, finding, terminal);
            return ExitStatus.OK;
        }
        print(document, terminal);
        terminal.out().println(authenticity(finding, document));
        return ExitStatus.OK;
    }

    private static boolean isOfRecovery(JsonNode document) {
        return document.path("certificate").asText().equals("recovery");
    }

    private void print(JsonNode document, Terminal terminal) {
        if (isOfRecovery(document)) {
            new DisasterRecoveryView(terminal, surroundings().clock()).account(document);
        } else {
            new CertificateView(terminal).print(document);
        }
    }

    private void writePage(JsonNode document, Finding finding, Terminal terminal) throws IOException {
        Path file = html.orElseThrow();
        String authenticity = authenticity(finding, document);
        String page = isOfRecovery(document)
                ? RecoveryPage.of(document, authenticity)
                : CertificatePage.of(document, authenticity);
        try {
            Files.writeString(file, page, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " exists already. HINT: name another file, or remove that one.", e);
        }
        terminal.out().println("Written to " + file + ".");
    }

    private int list(JsonNode tests, Terminal terminal) {
        if (json) {
            terminal.out().println(tests.toPrettyString());
            return ExitStatus.OK;
        }
        if (tests.isEmpty()) {
            terminal.err().println("There was no restoration test yet. HINT: ./zencap test --wait runs one.");
            return ExitStatus.OK;
        }
        Instant now = surroundings().clock().instant();
        var table = new Table("ID", "TYPE", "BACKUP", "FROM", "BEGUN", ">TOOK", "OUTCOME");
        for (JsonNode test : tests) {
            Instant begun = Instant.parse(test.path("startedAt").asText());
            Duration took =
                    Duration.between(begun, Instant.parse(test.path("endedAt").asText()));
            boolean passed = test.path("outcome").asText().equals("passed");
            table.row(
                    test.path("id").asText(),
                    test.path("testType").asText(),
                    test.path("backupId").asText(),
                    test.path("repository").asText(),
                    Figures.relative(begun, now),
                    Figures.duration(took),
                    passed ? new Cell("passed", Style.GOOD) : new Cell("FAILED", Style.BAD));
        }
        table.print(terminal);
        return ExitStatus.OK;
    }

    /** Without white space at the end, as shells and editors put it there: a certificate has none, and it says nothing. */
    private static byte[] withoutEnd(byte[] file) {
        int end = file.length;
        while (end > 0 && " \t\r\n".indexOf(file[end - 1]) >= 0) {
            end--;
        }
        return Arrays.copyOf(file, end);
    }

    private int check(byte[] file, Terminal terminal) throws IOException {
        requireKey();
        Finding finding = finding(file, keys());
        JsonNode document = finding == Finding.FORGED ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(file);
        if (finding != Finding.FORGED) {
            print(document, terminal);
            if (html.isPresent()) {
                writePage(document, finding, terminal);
            }
        }
        terminal.out().println(Terminal.harmless(authenticity(finding, document)));
        boolean passed =
                isOfRecovery(document) || document.path("verdict").asText().equals("passed");
        return finding == Finding.GENUINE && passed ? ExitStatus.OK : ExitStatus.FAILED;
    }

    /** A certificate stays that of the key which signed it: an older one of ours counts, too. */
    private static Finding finding(byte[] file, List<String> keys) {
        return keys.stream()
                .map(key -> SignedCertificate.check(file, key))
                .filter(found -> found != Finding.OTHER_KEY)
                .findFirst()
                .orElseGet(() -> SignedCertificate.check(file, keys.isEmpty() ? "" : keys.get(0)));
    }

    private String requireKey() {
        return keys().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no key to check with."
                        + " HINT: name the public key with --public-key, or set BACKUP_ENCRYPTION_KEY."));
    }

    /** The one in force comes first. */
    private List<String> keys() {
        if (publicKey.isPresent()) {
            return List.of(publicKey.get());
        }
        return GivenKey.of(surroundings()).stream()
                .flatMap(key -> Stream.concat(Stream.of(key), key.older().stream()))
                .map(key -> key.certificates().publicKey())
                .toList();
    }

    private static String authenticity(Finding finding, JsonNode document) {
        String key = document.path("signature").path("publicKey").asText();
        return switch (finding) {
            case GENUINE -> "Genuine: signed with the key " + key + " and not changed since.";
            case OTHER_KEY -> "Not changed since it was signed with the key " + key
                    + ", which is not the one to check with. HINT: compare it with the public key of who issued it.";
            case FORGED -> "NOT GENUINE: it was changed after it was signed, or is no certificate at all.";
            case UNSIGNED -> "Not signed: the service that issued it has no BACKUP_ENCRYPTION_KEY.";
        };
    }
}
