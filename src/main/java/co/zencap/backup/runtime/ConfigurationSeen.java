package co.zencap.backup.runtime;

import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.disk.WholeFile;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Notices edits of {@code routes/}, {@code config/} and {@code .env.local}, also those that were made while the service did not
 * run, at the next start: a file of the work folder keeps the digests of what was there last, and of the file that holds secrets only its time, as
 * even a digest tells something of what can be guessed. The first time there is nothing to compare with, so nothing is said.
 */
public final class ConfigurationSeen {
    /** In the work folder. */
    static final String FILE = "configuration-seen.json";

    private static final List<String> FOLDERS = List.of("routes", "config");
    private static final String SECRETS = ".env.local";

    private final Path home;
    private final Path file;
    private final String node;
    private final Clock clock;
    private Map<String, String> looked = new TreeMap<>();

    /** @param node where it is done, for the audit trail */
    public ConfigurationSeen(Path home, Path workDir, String node, Clock clock) {
        this.home = home.toAbsolutePath().normalize();
        this.file = workDir.resolve(FILE);
        this.node = node;
        this.clock = clock;
    }

    /** A row for each file that is another one than when this was asked last and its rows were handed on. */
    public synchronized List<CatalogEntry> changes() throws IOException {
        Map<String, String> now = digests();
        var entries = new ArrayList<CatalogEntry>();
        if (Files.exists(file)) {
            Map<String, String> before = read();
            var names = new TreeSet<>(now.keySet());
            names.addAll(before.keySet());
            for (String name : names) {
                String was = before.get(name);
                String is = now.get(name);
                if (!Objects.equals(was, is)) {
                    String how = was == null ? "was added" : is == null ? "was removed" : "was changed";
                    entries.add(entry(
                                    name,
                                    action(name),
                                    Outcome.DONE,
                                    name + " " + how + " since the service started last",
                                    was,
                                    is)
                            .at(clock.instant()));
                }
            }
        }
        looked = now;
        return entries;
    }

    /** What {@link #changes()} has told of was handed on, so that it is not told again; until then a crash loses none of it. */
    public synchronized void handedOn() throws IOException {
        Map<String, String> before = Files.exists(file) ? read() : null;
        if (!looked.equals(before)) {
            write(looked);
        }
    }

    /** A file of routes was edited, and its routes follow. */
    synchronized AuditEntry edited(Path edited) throws IOException {
        return edit(edited, Outcome.DONE, "The routes follow the edit");
    }

    /** A file of routes was edited, and could not be put to work. */
    synchronized AuditEntry refused(RouteReloadFailure failure) throws IOException {
        return edit(failure.file(), Outcome.FAILED, "The edit could not be put to work");
    }

    private AuditEntry edit(Path edited, Outcome outcome, String what) throws IOException {
        String name = name(edited);
        Map<String, String> seen = Files.exists(file) ? read() : digests();
        String was = seen.get(name);
        String is = Files.exists(edited) ? digest(edited) : null;
        if (is != null) {
            seen.put(name, is);
            looked.put(name, is);
        }
        write(seen);
        return entry(name, Action.EDIT_ROUTES.word(), outcome, name + ": " + what, was, is);
    }

    /** Who has edited it, nobody can tell; whose the file is, everybody can. */
    private AuditEntry entry(String name, String action, Outcome outcome, String reason, String was, String is)
            throws IOException {
        Path path = home.resolve(name);
        String owner = Files.exists(path) ? Files.getOwner(path).getName() : "unknown";
        var detail = new TreeMap<String, String>();
        detail.put("file", name);
        if (was != null) {
            detail.put("sha256Before", was);
        }
        if (is != null) {
            detail.put("sha256", is);
        }
        return new AuditEntry(
                "owner of the file: " + owner,
                action,
                "",
                "",
                null,
                null,
                0,
                reason,
                node,
                outcome,
                Json.MAPPER.valueToTree(detail).toString());
    }

    private static String action(String name) {
        return name.startsWith("routes/") ? Action.EDIT_ROUTES.word() : Action.EDIT_CONFIGURATION.word();
    }

    private String name(Path path) {
        Path full = path.toAbsolutePath().normalize();
        return full.startsWith(home)
                ? home.relativize(full).toString()
                : full.getFileName().toString();
    }

    private Map<String, String> digests() throws IOException {
        var digests = new TreeMap<String, String>();
        for (String folder : FOLDERS) {
            Path root = home.resolve(folder);
            if (Files.isDirectory(root)) {
                try (Stream<Path> entries = Files.list(root)) {
                    for (Path each : entries.filter(ConfigurationSeen::isNamed).toList()) {
                        addDigests(each, digests);
                    }
                }
            }
        }
        Path secrets = home.resolve(SECRETS);
        if (Files.isRegularFile(secrets)) {
            digests.put(SECRETS, String.valueOf(Files.getLastModifiedTime(secrets)));
        }
        return digests;
    }

    /** A folder that Kubernetes mounts has links for names; they lead behind {@code ..data}, which is another at each edit. */
    private static boolean isNamed(Path entry) {
        return !entry.getFileName().toString().startsWith("..") && Files.exists(entry);
    }

    private void addDigests(Path entry, Map<String, String> digests) throws IOException {
        Path real = entry.toRealPath();
        try (Stream<Path> files = Files.walk(real)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String below = real.relativize(each).toString();
                digests.put(name(below.isEmpty() ? entry : entry.resolve(below)), digest(each));
            }
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DigestUtils.sha256Hex(in);
        }
    }

    private Map<String, String> read() throws IOException {
        try {
            return new TreeMap<>(
                    Json.MAPPER.readValue(Files.readString(file), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            return new TreeMap<>(); // a crash has cut it off: then all files count as new
        }
    }

    private void write(Map<String, String> digests) throws IOException {
        WholeFile.replace(file, Json.MAPPER.writeValueAsBytes(digests));
    }
}
