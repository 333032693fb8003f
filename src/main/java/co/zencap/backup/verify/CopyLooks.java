package co.zencap.backup.verify;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CopyQueries;
import co.zencap.backup.catalog.CopyQueries.CopyRef;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.verify.CopyLook.Outcome;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of {@code look-at-copies}: a part of all copies each time, by the signed manifest, and by presence and size of all
 * that it names. One listing for a backup, and nothing but the manifest is read.
 */
public final class CopyLooks {
    private final Settings settings;
    private final Map<String, Repository> repositories;
    private final CopyQueries queries;
    private final Clock clock;

    public CopyLooks(Settings settings, List<Repository> repositories, CopyQueries queries, Clock clock) {
        this.settings = settings;
        this.repositories = repositories.stream().collect(Collectors.toMap(Repository::id, Function.identity()));
        this.queries = queries;
        this.clock = clock;
    }

    /** Those whose turn it is: each comes within {@code BACKUP_VERIFY_DAYS}. */
    public List<CopyRef> due() {
        Instant now = clock.instant();
        return queries.toLookAt(
                settings.targets(),
                List.copyOf(repositories.keySet()),
                now.minus(settings.verifyEvery().dividedBy(2)),
                now.minus(settings.verifyEvery()));
    }

    /** Looks at one. Whatever is wrong with it is in the result. */
    public CopyLook look(CopyRef copy) {
        Optional<MasterKey> key = settings.masterKey();
        Repository repository = repositories.get(copy.repository());
        try {
            Manifest manifest = StoredBackup.manifest(
                    repository,
                    copy.backup().target(),
                    new BackupId(copy.backup().id()),
                    key);
            return of(copy, repository, manifest);
        } catch (IOException | RuntimeException e) {
            return RepositoryFailure.awayIn(e)
                    .map(away -> found(
                            copy,
                            away.reason() == Reason.ARCHIVED ? Outcome.ARCHIVED : Outcome.AWAY,
                            away.getMessage()))
                    .orElseGet(() -> found(copy, Outcome.WRONG, String.valueOf(e.getMessage())));
        }
    }

    private CopyLook of(CopyRef copy, Repository repository, Manifest manifest) throws IOException {
        Map<String, StoredObject> there;
        try (Stream<StoredObject> objects = repository.list(manifest.folder())) {
            there = objects.collect(Collectors.toMap(StoredObject::key, Function.identity()));
        }
        boolean archived = false;
        for (Artifact artifact : manifest.artifacts()) {
            StoredObject object = there.get(manifest.folder() + artifact.name());
            if (object == null || object.size() != artifact.storedBytes()) {
                return found(
                        copy, Outcome.WRONG, artifact.name() + (object == null ? " is gone" : " has another size"));
            }
            archived |= object.isArchived();
        }
        if (manifest.encryption().isPresent() && !there.containsKey(manifest.folder() + WrappedKey.FILE_NAME)) {
            return found(copy, Outcome.WRONG, WrappedKey.FILE_NAME + " is gone");
        }
        for (Borrowed object : manifest.borrowed()) {
            if (!isThere(repository, object)) {
                return found(copy, Outcome.WRONG, object.key() + " is gone, or has another size");
            }
        }
        return archived
                ? found(copy, Outcome.ARCHIVED, "archived, not read")
                : found(copy, Outcome.PRESENT, manifest.artifacts().size() + " artifacts, each of its size");
    }

    private static boolean isThere(Repository repository, Borrowed object) throws IOException {
        try {
            return repository.size(object.key()) == object.storedBytes();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private CopyLook found(CopyRef copy, Outcome outcome, String detail) {
        return new CopyLook(copy, outcome, detail, clock.instant());
    }

    /** The catalog's row of a look. */
    public static CatalogEntry entry(CopyLook look) {
        return CatalogEntry.entry(
                "record-copy-look",
                "backupId",
                look.copy().backup().id(),
                "repository",
                look.copy().repository(),
                "at",
                look.at(),
                "outcome",
                look.outcome().word(),
                "detail",
                look.detail());
    }
}
