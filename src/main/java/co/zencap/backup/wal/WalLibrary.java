package co.zencap.backup.wal;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The base backups of a repository, and how far the log brings each. Manifests never change and are read once. */
public final class WalLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(WalLibrary.class);

    private final Repository repository;
    private final String target;
    private final Optional<MasterKey> masterKey;
    private final Map<BackupId, Manifest> known = new HashMap<>();
    private final List<String> passedOver = new ArrayList<>();

    /** @param target that of the base backups */
    public WalLibrary(Repository repository, String target, Optional<MasterKey> masterKey) {
        this.repository = repository;
        this.target = target;
        this.masterKey = masterKey;
    }

    /**
     * A base backup, and where the log brings it.
     *
     * @param position how far the log of its cluster reaches, as whoever sent it has written down
     * @param lacks what an incremental one builds on and is not there, in words; empty when it is whole
     */
    public record Reach(Manifest manifest, WalChain chain, Optional<WalPosition> position, Optional<String> lacks) {

        /** Whether it can be recovered, with as much of the log as it needs at least. */
        public boolean usable() {
            return chain.usable() && lacks.isEmpty();
        }

        public Manifest.Base base() {
            return manifest.base().orElseThrow();
        }

        /** Whether it can be brought to what was written down last. */
        public boolean reachesTheEnd() {
            return usable()
                    && chain.isWhole()
                    && position.filter(end -> chain.last().orElseThrow().timeline() == end.timeline()
                                    && WalSegment.before(end.timeline(), end.reached(), end.segmentBytes())
                                                    .number()
                                            <= chain.last().orElseThrow().number())
                            .isPresent();
        }
    }

    /** All of them, the newest first; those that can't be read are passed over. */
    public List<Reach> all() throws IOException {
        passedOver.clear();
        var all = new ArrayList<Reach>();
        var logs = new HashMap<String, Log>();
        Map<String, Long> sizes = sizes();
        List<BackupId> ids = ids(sizes);
        known.keySet().retainAll(ids);
        for (BackupId id : ids) {
            Optional<Manifest> manifest = manifest(id);
            if (manifest.flatMap(Manifest::base).isPresent()) {
                Manifest.Base base = manifest.get().base().orElseThrow();
                if (!logs.containsKey(base.systemIdentifier())) {
                    logs.put(base.systemIdentifier(), log(base.systemIdentifier()));
                }
                Log log = logs.get(base.systemIdentifier());
                all.add(new Reach(
                        manifest.get(), WalChain.of(base, log.names, log.histories), log.position, lacks(base, sizes)));
            }
        }
        all.sort(Comparator.comparing((Reach reach) -> reach.manifest().id()).reversed());
        return all;
    }

    /** The size of each object of the target's backups. */
    private Map<String, Long> sizes() throws IOException {
        try (Stream<StoredObject> objects = repository.list(target + "/")) {
            return objects.collect(Collectors.toMap(StoredObject::key, StoredObject::size, (a, b) -> b));
        } catch (UncheckedIOException e) {
            throw e.getCause(); // of a later page
        }
    }

    private static List<BackupId> ids(Map<String, Long> sizes) {
        return sizes.keySet().stream()
                .map(key -> key.split("/"))
                .filter(parts -> parts.length == 3 && BackupId.isValid(parts[1]) && parts[2].equals(Manifest.FILE_NAME))
                .map(parts -> new BackupId(parts[1]))
                .toList();
    }

    private Optional<String> lacks(Manifest.Base base, Map<String, Long> sizes) {
        for (Borrowed each : base.chain()) {
            Long size = each.target().equals(target) ? sizes.get(each.key()) : Long.valueOf(-1);
            if (size == null || size != each.storedBytes()) {
                return Optional.of(each.key() + (size == null ? " is gone" : " is not as large as it was"));
            }
        }
        return Optional.empty();
    }

    /** What was passed over, and why; one text each. */
    public List<String> passedOver() {
        return List.copyOf(passedOver);
    }

    private record Log(Set<String> names, List<TimelineHistory> histories, Optional<WalPosition> position) {}

    private Log log(String systemIdentifier) throws IOException {
        try {
            WalArchive archive = WalArchive.open(repository, target, systemIdentifier, masterKey);
            // What is sent meanwhile is more than was written down, and no less.
            Optional<WalPosition> position = position(archive);
            Set<String> names = archive.names();
            var histories = new ArrayList<TimelineHistory>();
            for (String name : names) {
                if (name.endsWith(WalSegment.HISTORY)) {
                    history(archive, name).ifPresent(histories::add);
                }
            }
            return new Log(names, histories, position);
        } catch (NoSuchFileException e) {
            return new Log(Set.of(), List.of(), Optional.empty());
        }
    }

    /** Without one that can't be read the branch that it tells of is not followed; the others are. */
    private Optional<TimelineHistory> history(WalArchive archive, String name) throws IOException {
        try {
            int timeline = Integer.parseUnsignedInt(name.substring(0, 8), 16);
            return Optional.of(
                    TimelineHistory.parse(timeline, archive.read(name).orElse(new byte[0])));
        } catch (IOException | IllegalArgumentException e) {
            if (RepositoryFailure.awayIn(e).isPresent()) {
                throw e;
            }
            passedOver.add("The history " + name + " of " + archive + " can't be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** It tells how far the log reaches; what is there can be recovered without. */
    private static Optional<WalPosition> position(WalArchive archive) throws IOException {
        try {
            return archive.position();
        } catch (IOException e) {
            if (RepositoryFailure.awayIn(e).isPresent()) {
                throw e;
            }
            LOG.warn("How far {} reaches is not known: {}", archive, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Manifest> manifest(BackupId id) throws IOException {
        if (!known.containsKey(id)) {
            try {
                known.put(id, StoredBackup.manifest(repository, target, id, masterKey));
            } catch (IOException e) {
                if (RepositoryFailure.awayIn(e).isPresent()) {
                    throw e;
                }
                passedOver.add(e.getMessage());
            }
        }
        return Optional.ofNullable(known.get(id));
    }
}
