package co.zencap.backup.recovery.standalone;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Access;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.settings.S3SettingsReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A repository that somebody names by where it lies.
 *
 * @param shown as a person writes it
 * @param connection to be closed; a folder needs none
 */
public record RepositoryPlace(Repository repository, Retrievals retrievals, String shown, Closeable connection)
        implements Closeable {
    private static final String SCHEME = "s3://";

    /** What of the environment concerns the bucket, by our names; the first of others that is there. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "AWS_REGION", List.of("AWS_REGION", "AWS_DEFAULT_REGION"),
            "BACKUP_S3_ENDPOINT", List.of("AWS_ENDPOINT_URL_S3", "BACKUP_S3_ENDPOINT", "AWS_ENDPOINT_URL"),
            "BACKUP_S3_PATH_STYLE", List.of("BACKUP_S3_PATH_STYLE"),
            "BACKUP_S3_ACCESS", List.of("BACKUP_S3_ACCESS"),
            "BACKUP_S3_OBJECT_LOCK_DAYS", List.of("BACKUP_S3_OBJECT_LOCK_DAYS"),
            "BACKUP_S3_OBJECT_LOCK_MODE", List.of("BACKUP_S3_OBJECT_LOCK_MODE"),
            "BACKUP_S3_RESTORE_TIER", List.of("BACKUP_S3_RESTORE_TIER"),
            "BACKUP_S3_RESTORE_DAYS", List.of("BACKUP_S3_RESTORE_DAYS"),
            "BACKUP_S3_RESTORE_MAX_HOURS", List.of("BACKUP_S3_RESTORE_MAX_HOURS"));

    /**
     * Opens it to be read; a bucket is asked for nothing yet.
     *
     * @param place {@code s3://bucket/prefix}, or a folder
     * @param variables the environment: credentials as all programs for AWS take them, region and endpoint
     * @param folder relative paths are resolved against it
     */
    public static RepositoryPlace open(String place, Map<String, String> variables, Path folder, Clock clock)
            throws IOException {
        return open(place, variables, folder, clock, Optional.of(S3Access.READ));
    }

    /** The same to store in it; in a bucket no more than {@code BACKUP_S3_ACCESS} says. */
    public static RepositoryPlace openToStore(String place, Map<String, String> variables, Path folder, Clock clock)
            throws IOException {
        return open(place, variables, folder, clock, Optional.empty());
    }

    private static RepositoryPlace open(
            String place, Map<String, String> variables, Path folder, Clock clock, Optional<S3Access> access)
            throws IOException {
        return place.startsWith(SCHEME)
                ? bucket(place.substring(SCHEME.length()), variables, folder, clock, access)
                : folder(folder.resolve(place), clock);
    }

    private static RepositoryPlace folder(Path folder, Clock clock) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder " + folder
                    + ". HINT: name the repository's folder, or a bucket like s3://bucket/prefix.");
        }
        var repository = new LocalRepository(folder);
        return new RepositoryPlace(
                repository,
                new Retrievals(Optional.empty(), "", clock),
                repository.root().toString(),
                () -> {});
    }

    private static RepositoryPlace bucket(
            String bucketAndPrefix,
            Map<String, String> variables,
            Path folder,
            Clock clock,
            Optional<S3Access> access) {
        String[] parts = bucketAndPrefix.split("/", 2);
        var ours = new HashMap<String, String>();
        NAMES.forEach((name, others) -> others.stream()
                .map(variables::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .ifPresent(value -> ours.put(name, value)));
        for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")) {
            ours.put(name, variables.getOrDefault(name, ""));
        }
        ours.put("BACKUP_S3_BUCKET", parts[0]);
        ours.put("BACKUP_S3_PREFIX", parts.length > 1 ? parts[1] : "");
        var reader = new S3SettingsReader(ours, folder);
        S3Settings stated = reader.read()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The repository names no bucket. HINT: write it like" + " s3://bucket/prefix."));
        S3Settings settings = access.map(stated::with).orElse(stated);
        var repository = new S3Repository(new S3Connection(settings, clock));
        var retrieval = new S3Retrieval(
                repository, reader.retrieval(), clock, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
        return new RepositoryPlace(
                repository,
                new Retrievals(Optional.of(retrieval), repository.id(), clock),
                settings.place(),
                repository.connection());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
