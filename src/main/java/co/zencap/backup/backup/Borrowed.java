package co.zencap.backup.backup;

import co.zencap.backup.files.Pack;
import co.zencap.backup.key.WrappedKey;

/**
 * An object of an older backup that a newer one can't be restored without. It stays as long as that, and with it the key that
 * opens it, also when the older backup itself is gone.
 *
 * @param target whose folder it lies in
 * @param backupId the backup that made it, and whose key opens it
 * @param name the artifact's name
 * @param plainBytes size before compression and encryption
 * @param storedBytes size as stored
 * @param sha256 of the stored bytes, 64 hexadecimal digits
 */
public record Borrowed(String target, String backupId, String name, long plainBytes, long storedBytes, String sha256) {

    static Borrowed of(Pack pack) {
        return new Borrowed(
                pack.target(), pack.backupId(), pack.name(), pack.plainBytes(), pack.storedBytes(), pack.sha256());
    }

    static Borrowed of(Manifest manifest, Artifact artifact) {
        return new Borrowed(
                manifest.target(),
                manifest.id().value(),
                artifact.name(),
                artifact.plainBytes(),
                artifact.storedBytes(),
                artifact.sha256());
    }

    /** Where it lies in a repository. */
    public String key() {
        return folder() + name;
    }

    /** Where the key lies that opens it. */
    public String keyFile() {
        return folder() + WrappedKey.FILE_NAME;
    }

    /** The older backup's folder, with a slash at its end. */
    public String folder() {
        return target + "/" + backupId + "/";
    }
}
