package co.zencap.backup.backup;

import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.archive.Fingerprint;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Describes one backup; written last, never changed. A backup exists if and only if its manifest exists.
 *
 * @param formatVersion of this document
 * @param id the backup's id, equal to the folder's name
 * @param target the target's id, equal to the parent folder's name
 * @param kind what was backed up
 * @param createdAt when the run started
 * @param source which database the backup shows, and when; empty without one
 * @param tools which programs made it
 * @param compression algorithm and level, e.g. {@code zstd:3}
 * @param encryption how artifacts are encrypted; empty when they are not
 * @param artifacts every object of the backup beside this one and {@code key.json}
 * @param fingerprint the tables' content as of the snapshot; empty when switched off
 * @param fileSets the files that the backup holds, set by set
 * @param base what of the write-ahead log a base backup needs; empty for any other
 * @param safetyOf the recovery before which it was made, of what that was about to replace; empty for any other
 * @param notes what a person who restores it should know, e.g. that role passwords were left out
 */
public record Manifest(
        int formatVersion,
        BackupId id,
        String target,
        Kind kind,
        Instant createdAt,
        Optional<Source> source,
        Tools tools,
        String compression,
        Optional<Encryption> encryption,
        List<Artifact> artifacts,
        Optional<Fingerprint> fingerprint,
        List<FileSetIndex> fileSets,
        Optional<Base> base,
        Optional<String> safetyOf,
        List<String> notes) {
    public static final int FORMAT_VERSION = 1;
    public static final String FILE_NAME = "manifest.json";

    private static final Set<Artifact.Role> OF_DATABASE =
            Set.of(Artifact.Role.DATABASE, Artifact.Role.GLOBALS, Artifact.Role.STRUCTURE);
    private static final Pattern RECOVERY = Pattern.compile("dr[0-9a-f]{1,40}");

    public Manifest {
        fileSets = fileSets == null ? List.of() : List.copyOf(fileSets);
        base = base == null ? Optional.empty() : base;
        safetyOf = safetyOf == null ? Optional.empty() : safetyOf;
    }

    /** Whether a text can be the id of a recovery, as in {@link #safetyOf}. */
    public static boolean isRecovery(String text) {
        return RECOVERY.matcher(text).matches();
    }

    /** What a backup is of. */
    public enum Kind {
        @JsonProperty("database")
        DATABASE,
        @JsonProperty("files")
        FILES,
        /** The database, the files and the configuration under one id, so that they belong together. */
        @JsonProperty("full")
        FULL,
        /** All of a cluster's data files, to which its write-ahead log belongs. */
        @JsonProperty("base")
        BASE;

        /** As people and the API call it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one of a word. */
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }

        /** All words. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Kind::word).toList();
        }

        public boolean hasDatabase() {
            return this == DATABASE || this == FULL;
        }

        public boolean hasFiles() {
            return this == FILES || this == FULL;
        }
    }

    /**
     * @param database the database's name
     * @param serverVersion as the server says it
     * @param snapshotTime the server's time when the snapshot was taken: everything committed before is in the backup
     * @param databaseBytes the database's size on the server
     * @param superuser the role that its cluster was made with; a new cluster takes in the roles only if it is made with
     *     one of that name. Empty in backups of before this was kept
     * @param systemIdentifier the cluster's own number, which no other has but its standbys; empty where the server hid it
     */
    public record Source(
            String database,
            String serverVersion,
            Instant snapshotTime,
            long databaseBytes,
            Optional<String> superuser,
            Optional<String> systemIdentifier) {

        public Source {
            superuser = superuser == null ? Optional.empty() : superuser;
            systemIdentifier = systemIdentifier == null ? Optional.empty() : systemIdentifier;
        }

        /** For example 15. */
        public int serverMajor() {
            return major(serverVersion);
        }
    }

    /**
     * @param zencap this program's version
     * @param pgDump pg_dump's version; empty without a database
     */
    public record Tools(String zencap, Optional<String> pgDump) {

        /** For example 15; 0 without a database. */
        public int pgDumpMajor() {
            return pgDump.map(Manifest::major).orElse(0);
        }
    }

    /**
     * @param algorithm of the artifacts
     * @param keyId the master key that wraps the data key in {@code key.json} (at the time of writing)
     */
    public record Encryption(String algorithm, String keyId) {}

    /**
     * What of the write-ahead log a base backup needs, and what a server needs to read it.
     *
     * @param systemIdentifier the cluster's own number
     * @param timeline the log's branch
     * @param start from where the log is needed
     * @param end until where at least: before that the files do not fit together
     * @param segmentBytes how large the log's segments are
     * @param limits settings of which a server that replays the log needs at least as much, such as max_connections
     * @param chain the tars of older base backups that an incremental one builds on, the full one first; empty for a full one
     * @param tablespaces that the cluster had beside the usual ones; in the tar each lies in {@link Tablespace#place}
     */
    public record Base(
            String systemIdentifier,
            int timeline,
            Lsn start,
            Lsn end,
            long segmentBytes,
            Map<String, Integer> limits,
            List<Borrowed> chain,
            List<Tablespace> tablespaces) {

        public Base {
            limits = limits == null ? Map.of() : Map.copyOf(limits);
            chain = chain == null ? List.of() : List.copyOf(chain);
            tablespaces = tablespaces == null ? List.of() : List.copyOf(tablespaces);
        }
    }

    /** The artifact of a role. */
    public Optional<Artifact> artifact(Artifact.Role role) {
        return artifacts.stream().filter(a -> a.role() == role).findFirst();
    }

    /** The objects that a database is restored from and compared with. */
    public List<String> databaseKeys() {
        return artifacts.stream()
                .filter(artifact -> OF_DATABASE.contains(artifact.role()))
                .map(artifact -> folder() + artifact.name())
                .toList();
    }

    /** Objects of older backups that this one needs: packs of files, and what an incremental base backup builds on. */
    public List<Borrowed> borrowed() {
        var byKey = new LinkedHashMap<String, Borrowed>();
        fileSets.stream()
                .flatMap(set -> set.packs().stream())
                .filter(pack -> !pack.backupId().equals(id.value()))
                .map(Borrowed::of)
                .forEach(pack -> byKey.putIfAbsent(pack.key(), pack));
        base.ifPresent(needed -> needed.chain().forEach(tar -> byKey.putIfAbsent(tar.key(), tar)));
        return List.copyOf(byKey.values());
    }

    /** Whether it is a base backup that can't be recovered without older ones. */
    public boolean buildsOnOthers() {
        return base.filter(needed -> !needed.chain().isEmpty()).isPresent();
    }

    /** What others call it by. */
    public BackupRef ref() {
        return new BackupRef(target, id.value(), kind.hasDatabase());
    }

    /** What a person should know of it, in one sentence, where it is a safety backup. */
    public Optional<String> safety() {
        return safetyOf.map(recovery -> "Backup " + id + " is the safety backup of recovery " + recovery
                + ": it holds what was there before that.");
    }

    /** Size of everything before compression and encryption. */
    public long plainBytes() {
        return artifacts.stream().mapToLong(Artifact::plainBytes).sum();
    }

    /** Size of everything as stored. */
    public long storedBytes() {
        return artifacts.stream().mapToLong(Artifact::storedBytes).sum();
    }

    private static int major(String version) {
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }

    /** The folder of this backup in every repository, with a slash at its end. */
    public String folder() {
        return folder(target, id);
    }

    /** The folder of a backup in every repository, with a slash at its end. */
    public static String folder(String target, BackupId id) {
        return target + "/" + id + "/";
    }
}
