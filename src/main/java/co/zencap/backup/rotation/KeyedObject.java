package co.zencap.backup.rotation;

import co.zencap.backup.audit.AuditSeal;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.KeyFile;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.ManifestFile;
import co.zencap.backup.backup.SignedFile;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * An object that is worth nothing without the master key it was made with.
 *
 * @param kind how it hangs on the key
 * @param place its key in the repository
 * @param id of what it is: a backup's id, or that of a log
 */
record KeyedObject(Kind kind, String place, String id) {
    private static final String LOG = ".wal";
    private static final String AUDIT = "_audit";

    /** Of one folder the key comes first and the manifest last, as with a new backup. */
    static final Comparator<KeyedObject> ORDER = Comparator.comparing((KeyedObject object) -> object.folder())
            .thenComparing(object -> object.kind)
            .thenComparing(KeyedObject::place);

    /** How an object hangs on the master key. */
    enum Kind {
        /** A data key, wrapped. */
        DATA_KEY(1 << 16),
        /** A hold, or how far a log reaches: signed. */
        NOTE(1 << 16),
        /** Signed. */
        MANIFEST(ManifestFile.MAX_BYTES),
        /** A part of the audit trail, sealed. */
        AUDIT(AuditSeal.LARGEST);

        private final int largest;

        Kind(int largest) {
            this.largest = largest;
        }
    }

    /** By its place; empty for everything that needs no master key, or only through its data key. */
    static Optional<KeyedObject> of(String place) {
        String[] parts = place.split("/");
        if (parts.length == 4 && parts[0].equals(AUDIT)) {
            return place.endsWith(".jsonl") ? Optional.of(new KeyedObject(Kind.AUDIT, place, "")) : Optional.empty();
        }
        if (parts.length != 3) {
            return Optional.empty();
        }
        boolean log = parts[0].endsWith(LOG) && parts[1].matches("\\d{1,20}");
        if (!log && !BackupId.isValid(parts[1])) {
            return Optional.empty();
        }
        String id = log ? "wal-" + parts[1] : parts[1];
        return kind(parts[2], log).map(kind -> new KeyedObject(kind, place, id));
    }

    private static Optional<Kind> kind(String name, boolean log) {
        return switch (name) {
            case WrappedKey.FILE_NAME -> Optional.of(Kind.DATA_KEY);
            case Manifest.FILE_NAME -> log ? Optional.empty() : Optional.of(Kind.MANIFEST);
            case LegalHold.FILE_NAME -> log ? Optional.empty() : Optional.of(Kind.NOTE);
            case WalPosition.FILE_NAME -> log ? Optional.of(Kind.NOTE) : Optional.empty();
            default -> Optional.empty();
        };
    }

    int most() {
        return kind.largest;
    }

    String folder() {
        return place.substring(0, place.lastIndexOf('/'));
    }

    /** A backup's own key, by which backups are counted; a log has one, too. */
    boolean isDataKey() {
        return kind == Kind.DATA_KEY;
    }

    /**
     * The object as the key in force makes it.
     *
     * @param key knows the older keys
     * @return the very same bytes when it is so already
     * @throws IOException when it opens with none of the keys, or was changed
     */
    byte[] renewed(byte[] bytes, MasterKey key) throws IOException {
        return switch (kind) {
            case DATA_KEY -> KeyFile.renew(bytes, id, key);
            case NOTE, MANIFEST -> isUnsigned(bytes) ? bytes : SignedFile.renew(bytes, name(), id, key);
            case AUDIT -> isUnsigned(bytes) ? bytes : AuditSeal.renew(place, bytes, key);
        };
    }

    /** Made while encryption was switched off: no key has to do with it. */
    boolean isUnsigned(byte[] bytes) {
        return switch (kind) {
            case DATA_KEY -> false;
            case NOTE, MANIFEST -> !SignedFile.isSigned(bytes);
            case AUDIT -> AuditSeal.keyId(place, bytes).isEmpty();
        };
    }

    /**
     * Which of the keys it is made with.
     *
     * @throws IOException when it was none of them
     */
    String keyId(byte[] bytes, MasterKey key) throws IOException {
        if (kind == Kind.DATA_KEY) {
            return KeyFile.keyId(bytes, id);
        }
        if (kind == Kind.AUDIT) {
            return AuditSeal.keyId(place, bytes).orElse("");
        }
        for (MasterKey older : key.older()) {
            try {
                SignedFile.check(bytes, name(), id, older);
                return older.id();
            } catch (IOException e) {
                continue; // another key's
            }
        }
        SignedFile.check(bytes, name(), id, key.alone());
        return key.id();
    }

    private String name() {
        return kind == Kind.MANIFEST ? "manifest" : place.substring(place.lastIndexOf('/') + 1);
    }
}
