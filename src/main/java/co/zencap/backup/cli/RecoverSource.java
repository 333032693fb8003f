package co.zencap.backup.cli;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.recovery.standalone.Shelf.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which backup is recovered, from where, and the key that opens it. */
final class RecoverSource {
    private static final String POINT_IN_TIME = "point-in-time";

    @Option(
            names = "--repository",
            paramLabel = "PLACE",
            description = {
                "Where the backups are: s3://bucket/prefix, or a folder. Credentials for a bucket come as for every",
                "program for AWS: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role."
            })
    private Optional<String> place = Optional.empty();

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The S3 server, if not AWS; else AWS_ENDPOINT_URL_S3 or BACKUP_S3_ENDPOINT.")
    private Optional<String> endpoint = Optional.empty();

    @Option(names = "--region", paramLabel = "REGION", description = "The bucket's region; else AWS_REGION.")
    private Optional<String> region = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with the key that encrypts the backups; else BACKUP_ENCRYPTION_KEY.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = {
                "The newest backup that shows this moment or an earlier one, like 2026-11-26T07:30:00Z or",
                "'2026-11-26 07:30' of this machine's time zone; without it the newest of all."
            })
    private Optional<String> at = Optional.empty();

    @Mixin
    private SafetyOption safety;

    @Option(names = "--target", paramLabel = "NAME", description = "Of this target, where there are several.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = {
                "database, files or full (both, from one full system backup); by default what --to and --files-to",
                "ask for. Or point-in-time: the whole cluster, into the folder of --cluster-to, as it was at --at."
            })
    private Optional<String> type = Optional.empty();

    Optional<String> target() {
        return target;
    }

    RepositoryPlace open(Surroundings surroundings) throws IOException {
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        endpoint.ifPresent(url -> variables.put("AWS_ENDPOINT_URL_S3", url));
        region.ifPresent(name -> variables.put("AWS_REGION", name));
        String named = place.orElseThrow(() -> new IllegalArgumentException(
                "No repository is named. HINT: give" + " --repository s3://bucket/prefix, or --repository FOLDER."));
        return RepositoryPlace.open(named, variables, Path.of("").toAbsolutePath(), surroundings.clock());
    }

    /** Empty without one: then only backups that are not encrypted can be read. */
    Optional<MasterKey> key(Surroundings surroundings) throws IOException {
        return GivenKey.of(keyFile, surroundings);
    }

    /** Whether a whole cluster is recovered by its write-ahead log. */
    boolean isPointInTime() {
        return type.filter(POINT_IN_TIME::equals).isPresent();
    }

    /** The instant that is wanted; empty for the newest. */
    Optional<Instant> at(Surroundings surroundings) {
        return at.map(text -> time(text, surroundings.clock().getZone()));
    }

    Wish wish(Surroundings surroundings, boolean database, boolean files) {
        Kind asked = database ? files ? Kind.FULL : Kind.DATABASE : Kind.FILES;
        Kind kind = type.map(RecoverSource::kind).orElse(asked);
        if (kind.hasDatabase() && !database) {
            throw new IllegalArgumentException("--type " + kind.word()
                    + " needs a database. HINT: name it with --to, --to-file or" + " RECOVERY_POSTGRES_URL.");
        }
        if (kind.hasFiles() && !files) {
            throw new IllegalArgumentException(
                    "--type " + kind.word() + " needs a folder. HINT: name an empty one with --files-to.");
        }
        return new Wish(target, at(surroundings), kind, Optional.empty(), safety.choice());
    }

    private static Kind kind(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.BASE && kind.word().equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "--type is '" + text + "'. HINT: write database, files, full or point-in-time.");
    }

    static Instant time(String text, ZoneId zone) {
        String iso = text.strip().replace(' ', 'T');
        List<Function<String, Instant>> forms = List.of(
                t -> OffsetDateTime.parse(t).toInstant(),
                t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                t -> LocalDate.parse(t)
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .minusNanos(1)
                        .toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(iso);
            } catch (DateTimeException e) {
                continue; // another form
            }
        }
        throw new IllegalArgumentException("--at is '" + text
                + "', which is no time. HINT: write it like 2026-11-26T07:30:00Z, '2026-11-26 07:30' or 2026-11-26.");
    }
}
