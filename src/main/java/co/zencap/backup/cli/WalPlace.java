package co.zencap.backup.cli;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.target.TargetId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where the write-ahead log of the server that calls is kept: as the service's settings have it, or as named. */
final class WalPlace {
    @Option(
            names = "--repository",
            paramLabel = "PLACE",
            description = "s3://bucket/prefix or a folder; else BACKUP_S3_BUCKET, else BACKUP_LOCAL_DIR.")
    private Optional<String> place = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with the key that encrypts; else BACKUP_ENCRYPTION_KEY.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "The database's target; else BACKUP_TARGET, else the database of POSTGRES_URL.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "The cluster's data directory; PostgreSQL calls in it.")
    private Path data = Path.of("");

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    /** To read what is there. */
    RepositoryPlace open(Surroundings surroundings) throws IOException {
        return RepositoryPlace.open(
                named(surroundings), surroundings.variables(), Path.of("").toAbsolutePath(), surroundings.clock());
    }

    /** To add to it. */
    RepositoryPlace openToStore(Surroundings surroundings) throws IOException {
        return RepositoryPlace.openToStore(
                named(surroundings), surroundings.variables(), Path.of("").toAbsolutePath(), surroundings.clock());
    }

    private String named(Surroundings surroundings) {
        Map<String, String> variables = surroundings.variables();
        return place.or(() -> bucket(variables)).orElseGet(() -> surroundings
                .home()
                .resolve(variables.getOrDefault("BACKUP_LOCAL_DIR", "backups"))
                .toString());
    }

    private static Optional<String> bucket(Map<String, String> variables) {
        return text(variables, "BACKUP_S3_BUCKET")
                .map(bucket -> "s3://" + bucket + "/"
                        + text(variables, "BACKUP_S3_PREFIX").orElse(""));
    }

    /** Empty where encryption is switched off. */
    Optional<MasterKey> key(Surroundings surroundings) throws IOException {
        Map<String, String> variables = surroundings.variables();
        Optional<MasterKey> key = GivenKey.of(keyFile, surroundings);
        boolean off = text(variables, "BACKUP_ENCRYPTION_ENABLED")
                .filter(value -> value.equalsIgnoreCase("false"))
                .isPresent();
        if (key.isEmpty() && !off) {
            throw new IllegalArgumentException("There is no key, and the log is encrypted."
                    + " HINT: set BACKUP_ENCRYPTION_KEY, or name a file with --key-file.");
        }
        return key;
    }

    /** The target of base backups, with which the log lies. */
    String baseTarget(Surroundings surroundings) {
        Map<String, String> variables = surroundings.variables();
        TargetId database = target.or(() -> text(variables, "BACKUP_TARGET"))
                .map(TargetId::new)
                .or(() -> Stream.of("POSTGRES_URL_NON_POOLING", "POSTGRES_URL")
                        .flatMap(name -> text(variables, name).stream())
                        .findFirst()
                        .map(url -> TargetId.ofDatabase(PostgresUrl.parse(url).database())))
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "It is not known of which target the log is. HINT: name it with --target, or set BACKUP_TARGET."));
        return Settings.baseTarget(database).value();
    }

    private static Optional<String> text(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
