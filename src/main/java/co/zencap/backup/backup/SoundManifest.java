package co.zencap.backup.backup;

import co.zencap.backup.backup.Manifest.Source;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.target.TargetId;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a manifest has all that is later made of it. Without a key nothing shows who wrote it, and whoever may write to a
 * repository could name other objects than the backup's own in it.
 */
final class SoundManifest {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,4}(\\D.*)?", Pattern.DOTALL);

    private static final long LARGEST_OID = 0xffff_ffffL;

    private SoundManifest() {}

    /** @throws IOException when it lacks something, or names what is not its own */
    static void require(Manifest manifest, BackupId id) throws IOException {
        if (manifest == null || !isWhole(manifest)) {
            throw refused(id, "it lacks a part, or says what can't be");
        }
        for (Artifact artifact : manifest.artifacts()) {
            if (!isSound(artifact)) {
                throw refused(id, "it describes an artifact that no backup has");
            }
        }
        for (FileSetIndex set : manifest.fileSets()) {
            if (set == null || set.roots() == null || !isName(set.index())) {
                throw refused(id, "it describes files that no backup has");
            }
            for (Pack pack : set.packs()) {
                if (!isSound(pack)) {
                    throw refused(id, "it describes a pack that no backup has");
                }
            }
        }
    }

    private static boolean isWhole(Manifest manifest) {
        return Stream.of(
                                manifest.id(),
                                manifest.target(),
                                manifest.kind(),
                                manifest.createdAt(),
                                manifest.source(),
                                manifest.tools(),
                                manifest.compression(),
                                manifest.encryption(),
                                manifest.artifacts(),
                                manifest.fingerprint(),
                                manifest.notes())
                        .allMatch(Objects::nonNull)
                && TargetId.isValid(manifest.target())
                && manifest.source().map(SoundManifest::isWhole).orElse(true)
                && manifest.base().map(SoundManifest::isWhole).orElse(true)
                && manifest.encryption().map(e -> e.keyId() != null).orElse(true)
                && manifest.fingerprint().map(SoundManifest::isWhole).orElse(true)
                && manifest.tools().pgDump() != null
                && manifest.tools().pgDump().map(SoundManifest::isVersion).orElse(true)
                && manifest.safetyOf().map(Manifest::isRecovery).orElse(true)
                && manifest.notes().stream().allMatch(Objects::nonNull);
    }

    private static boolean isWhole(Source source) {
        return source.database() != null && source.snapshotTime() != null && isVersion(source.serverVersion());
    }

    private static boolean isWhole(Manifest.Base base) {
        return Stream.of(base.systemIdentifier(), base.start(), base.end()).allMatch(Objects::nonNull)
                && base.segmentBytes() > 0
                && base.chain().stream().allMatch(SoundManifest::isSound)
                && base.tablespaces().stream().allMatch(SoundManifest::isSound)
                && base.tablespaces().stream().map(Tablespace::oid).distinct().count()
                        == base.tablespaces().size();
    }

    private static boolean isWhole(Fingerprint fingerprint) {
        return fingerprint.encoding() != null
                && fingerprint.largeObjects() != null
                && fingerprint.tables().stream()
                        .allMatch(table -> table.schema() != null && table.table() != null && table.hash() != null);
    }

    private static boolean isSound(Artifact artifact) {
        return artifact != null
                && artifact.role() != null
                && isName(artifact.name())
                && isHash(artifact.sha256())
                && artifact.plainBytes() >= 0
                && artifact.storedBytes() >= 0;
    }

    private static boolean isSound(Pack pack) {
        return pack.target() != null
                && TargetId.isValid(pack.target())
                && pack.backupId() != null
                && BackupId.isValid(pack.backupId())
                && isName(pack.name())
                && isHash(pack.sha256());
    }

    private static boolean isSound(Borrowed tar) {
        return tar.target() != null
                && TargetId.isValid(tar.target())
                && tar.backupId() != null
                && BackupId.isValid(tar.backupId())
                && isName(tar.name())
                && isHash(tar.sha256())
                && tar.plainBytes() >= 0
                && tar.storedBytes() >= 0;
    }

    private static boolean isSound(Tablespace tablespace) {
        return tablespace != null
                && tablespace.oid() > 0
                && tablespace.oid() <= LARGEST_OID
                && tablespace.name() != null
                && tablespace.location() != null
                && tablespace.bytes() >= 0;
    }

    private static boolean isName(String text) {
        return text != null && NAME.matcher(text).matches();
    }

    private static boolean isHash(String text) {
        return text != null && HASH.matcher(text).matches();
    }

    private static boolean isVersion(String text) {
        return text != null && VERSION.matcher(text).matches();
    }

    private static IOException refused(BackupId id, String why) {
        return new IOException("The manifest of " + id + " was not made by this program: " + why
                + ". HINT: don't trust it; verify the other repository's copy.");
    }
}
