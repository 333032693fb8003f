package co.zencap.backup.audit;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What of the trails lies in a repository. */
final class AuditShelf {
    private final Repository repository;
    private final Map<String, List<String>> files = new TreeMap<>();

    /** Lists it. */
    AuditShelf(Repository repository, String service) throws IOException {
        this.repository = repository;
        String folder = AuditSegment.folder(service);
        try (Stream<StoredObject> objects = repository.list(folder)) {
            objects.map(StoredObject::key).filter(key -> key.endsWith(".jsonl")).forEach(key -> {
                String[] parts = key.substring(folder.length()).split("/");
                if (parts.length == 2) {
                    files.computeIfAbsent(parts[0], trail -> new ArrayList<>()).add(key);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        files.values().forEach(list -> list.sort(null));
    }

    /** The trails that lie there. */
    List<String> trails() {
        return List.copyOf(files.keySet());
    }

    /** The files of a trail, in its order. */
    List<String> files(String trail) {
        return files.getOrDefault(trail, List.of());
    }

    /** The last that was exported of a trail. */
    Optional<AuditSegment> last(String trail, Optional<MasterKey> key) throws IOException {
        List<String> all = files(trail);
        // Two nodes may have exported at the same time: the one that got further counts.
        Optional<String> furthest = all.stream().max((a, b) -> Long.compare(to(a), to(b)));
        return furthest.isEmpty() ? Optional.empty() : Optional.of(read(furthest.get(), key));
    }

    AuditSegment read(String file, Optional<MasterKey> key) throws IOException {
        try (InputStream in = repository.open(file)) {
            byte[] bytes = in.readNBytes(AuditSegment.LARGEST + 1);
            if (bytes.length > AuditSegment.LARGEST) {
                throw new BrokenSegment(file + " is larger than any that was made here.");
            }
            return AuditSegment.read(file, bytes, key);
        }
    }

    private static long to(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.matches("\\d{12}-\\d{12}\\.jsonl") ? Long.parseLong(name.substring(13, 25)) : -1;
    }
}
