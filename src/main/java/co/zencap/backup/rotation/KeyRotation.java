package co.zencap.backup.rotation;

import co.zencap.backup.backup.KeyFile;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all that hangs on the master key, in all repositories. It keeps no list of what is done: each object tells by
 * which key it was made. So a run that was cut off at any point is begun again, and a pass that finds nothing to change has
 * read everything with the key in force alone, which is the proof that older ones are not needed any more.
 */
public final class KeyRotation {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);

    private final List<Repository> repositories;
    private final MasterKey key;

    /**
     * @param repositories the nearest first
     * @param key the one in force, which knows the older ones
     */
    public KeyRotation(List<Repository> repositories, MasterKey key) {
        this.repositories = List.copyOf(repositories);
        this.key = key;
    }

    /** One object, in a repository that has it. */
    private record Copy(Repository repository, StoredObject object) {}

    /**
     * Goes through everything once.
     *
     * @param change whether objects are replaced, or only looked at
     * @throws IOException when a repository is away, or does not keep what it is given; what is done is done
     */
    public RotationReport pass(RunningOperation operation, boolean change) throws IOException {
        var report = new RotationReport(key);
        Map<KeyedObject, List<Copy>> all = list(operation);
        operation.phase(
                change ? "keys" : "reading",
                all.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(copy -> copy.object().size())
                        .sum());
        long bytes = 0;
        for (var each : all.entrySet()) {
            look(each.getKey(), each.getValue(), change, report);
            bytes += each.getValue().stream()
                    .mapToLong(copy -> copy.object().size())
                    .sum();
            operation.progress(bytes);
        }
        return report;
    }

    private Map<KeyedObject, List<Copy>> list(RunningOperation operation) throws IOException {
        var all = new TreeMap<KeyedObject, List<Copy>>(KeyedObject.ORDER);
        for (Repository repository : repositories) {
            operation.phase("listing " + repository.id(), 0);
            try (Stream<StoredObject> objects = repository.list("")) {
                objects.forEach(object -> KeyedObject.of(object.key())
                        .ifPresent(keyed -> all.computeIfAbsent(keyed, k -> new ArrayList<>())
                                .add(new Copy(repository, object))));
            } catch (UncheckedIOException e) {
                throw e.getCause(); // of a later page
            }
        }
        return all;
    }

    /** One object in all repositories that have it: they get the very same bytes, as they had before. */
    private void look(KeyedObject object, List<Copy> copies, boolean change, RotationReport report) throws IOException {
        var old = new LinkedHashMap<Repository, byte[]>();
        Optional<byte[]> renewed = Optional.empty();
        for (Copy copy : copies) {
            Optional<byte[]> bytes = read(object, copy, report);
            if (bytes.isEmpty()) {
                continue;
            }
            try {
                byte[] wanted = object.renewed(bytes.get(), key);
                if (wanted == bytes.get()) {
                    renewed = Optional.of(wanted);
                } else {
                    old.put(copy.repository(), bytes.get());
                    report.addDue();
                }
                count(object, copy, bytes.get(), report);
            } catch (IOException e) {
                report.addStranded(copy.repository().id(), object, e.getMessage());
                countClosed(object, copy, bytes.get(), report);
            }
        }
        for (var each : old.entrySet()) {
            if (change) {
                byte[] wanted = renewed.isPresent() && saySame(object, renewed.get(), each.getValue())
                        ? renewed.get()
                        : object.renewed(each.getValue(), key);
                replace(object, each.getKey(), each.getValue(), wanted);
                renewed = Optional.of(wanted);
                report.addChanged();
            }
        }
    }

    private void count(KeyedObject object, Copy copy, byte[] bytes, RotationReport report) throws IOException {
        if (object.isUnsigned(bytes)) {
            report.addUnsigned();
        } else {
            report.addUse(copy.repository().id(), object.keyId(bytes, key), object);
        }
    }

    /** A wrapped key names its master key, also where that is not at hand. */
    private void countClosed(KeyedObject object, Copy copy, byte[] bytes, RotationReport report) {
        try {
            if (object.isDataKey()) {
                report.addUse(copy.repository().id(), object.keyId(bytes, key), object);
            }
        } catch (IOException e) {
            LOG.debug("{} names no key", object.place(), e);
        }
    }

    /** Empty when it was deleted meanwhile, or can't be read here; a repository that is away ends the pass. */
    private static Optional<byte[]> read(KeyedObject object, Copy copy, RotationReport report) throws IOException {
        report.addLooked();
        try {
            if (copy.object().isArchived()) {
                report.addArchived(copy.repository().id(), object);
                return Optional.empty();
            }
            return Optional.of(StoredBackup.read(copy.repository(), object.place(), object.most()));
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            Optional<RepositoryFailure> away = RepositoryFailure.awayIn(e);
            if (away.isPresent() && away.get().reason() != RepositoryFailure.Reason.ARCHIVED) {
                throw away.get();
            }
            report.addStranded(copy.repository().id(), object, e.getMessage());
            return Optional.empty();
        }
    }

    /** Of two repositories' wrapped keys, which never are equal where each is wrapped for itself. */
    private boolean saySame(KeyedObject object, byte[] renewed, byte[] old) throws IOException {
        return object.isDataKey()
                && KeyFile.open(renewed, object.id(), key).matches(KeyFile.open(old, object.id(), key));
    }

    /** Goes on only when what is read back opens with the key in force alone, and is what was wanted. */
    private void replace(KeyedObject object, Repository repository, byte[] old, byte[] wanted) throws IOException {
        requireSame(object, old, wanted);
        byte[] now;
        try {
            now = StoredBackup.read(repository, object.place(), object.most());
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return; // deleted meanwhile, and not to be brought back
            }
            throw e;
        }
        if (!Arrays.equals(now, old)) {
            return; // somebody has written it meanwhile: the next pass looks at it again
        }
        repository.replace(object.place(), wanted);
        byte[] stored = StoredBackup.read(repository, object.place(), object.most());
        if (!Arrays.equals(stored, wanted) || object.renewed(stored, key.alone()) != stored) {
            throw new IOException("Repository " + repository.id() + " was given a new " + object.place()
                    + ", and gives back something else. HINT: find out what else writes to it, then run the rotation again;"
                    + " keep the old key.");
        }
    }

    /** Before the old one goes: the new one opens with the key in force alone, and opens the same. */
    private void requireSame(KeyedObject object, byte[] old, byte[] wanted) throws IOException {
        object.renewed(wanted, key.alone());
        if (object.isDataKey()) {
            DataKey now = KeyFile.open(wanted, object.id(), key.alone());
            if (!now.matches(KeyFile.open(old, object.id(), key))) {
                throw new IOException(
                        "The new " + object.place() + " would open another data key; nothing was changed.");
            }
        }
    }
}
