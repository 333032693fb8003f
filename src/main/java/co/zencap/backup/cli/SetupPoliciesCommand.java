package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.privilege.BucketPolicies;
import co.zencap.backup.privilege.BucketRole;
import co.zencap.backup.settings.MasterKeyReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints policies of IAM. */
@Command(
        name = "policies",
        description = {
            "Prints the IAM policies of those who use the bucket.",
            "Each may make the calls that it needs and no others:",
            "  writer    the service with BACKUP_S3_ACCESS=append: stores and reads, and can delete nothing",
            "  restorer  ./zencap recover",
            "  cleaner   the installation with BACKUP_S3_ACCESS=clean: reads and deletes",
            "  all       the service with BACKUP_S3_ACCESS=full, which does everything",
            "Where BACKUP_ENCRYPTION_KEY refers to AWS KMS, each may decrypt with that key, and nothing else than a master key.",
            "It connects to nothing. ./zencap s3 setup needs those of the bucket's owner, which are not among them."
        },
        footer = {"", "Example: ./zencap setup policies --only writer --bucket shop-backups > writer.json"})
final class SetupPoliciesCommand extends SurroundedCommand {
    @Option(
            names = "--only",
            paramLabel = "WHO",
            description = "writer, restorer, cleaner or all: that policy by itself. Else an object that has all four.")
    private Optional<String> only = Optional.empty();

    @Option(names = "--bucket", paramLabel = "NAME", description = "By default BACKUP_S3_BUCKET.")
    private Optional<String> bucket = Optional.empty();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "By default BACKUP_S3_PREFIX.")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = "--object-lock",
            description = "Also what BACKUP_S3_OBJECT_LOCK_DAYS needs; by default where it is set.")
    private boolean objectLock;

    @Option(
            names = "--partition",
            paramLabel = "NAME",
            defaultValue = "aws",
            description = "aws, aws-cn or aws-us-gov; aws by default.")
    private String partition;

    SetupPoliciesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> variables = surroundings().variables();
        var policies = new BucketPolicies(
                partition,
                bucket.or(() -> set(variables, "BACKUP_S3_BUCKET"))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "It is not known which bucket. HINT: name it with --bucket, or set BACKUP_S3_BUCKET.")),
                prefix.or(() -> set(variables, "BACKUP_S3_PREFIX")).orElse(""),
                objectLock || set(variables, "BACKUP_S3_OBJECT_LOCK_DAYS").isPresent(),
                new MasterKeyReader(variables, surroundings().home()).kmsKeys());
        ObjectNode shown;
        if (only.isPresent()) {
            shown = policies.of(role(only.get()));
        } else {
            shown = Json.MAPPER.createObjectNode();
            for (BucketRole role : BucketRole.values()) {
                shown.set(word(role), policies.of(role));
            }
        }
        surroundings()
                .terminal()
                .out()
                .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(shown));
        return ExitStatus.OK;
    }

    private static BucketRole role(String text) {
        return Stream.of(BucketRole.values())
                .filter(role -> word(role).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no policy for '" + text + "'. HINT: writer, restorer, cleaner or all."));
    }

    private static String word(BucketRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> set(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}
