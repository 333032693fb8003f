package co.zencap.backup.files;

/**
 * A tar file of pieces, as an artifact of this backup or of an older one that still has it.
 *
 * @param number how the index names it
 * @param target whose folder it lies in
 * @param backupId the backup that made it, and whose key opens it
 * @param name the artifact's name
 * @param plainBytes size of the tar file
 * @param storedBytes size as stored
 * @param sha256 of the stored bytes, 64 hexadecimal digits
 * @param contentBytes size of the pieces in it
 * @param usedBytes how much of the content this backup needs, counted once for each file that has it
 */
public record Pack(
        int number,
        String target,
        String backupId,
        String name,
        long plainBytes,
        long storedBytes,
        String sha256,
        long contentBytes,
        long usedBytes) {

    /** Where it lies in a repository. */
    public String key() {
        return target + "/" + backupId + "/" + name;
    }

    Pack used(long bytes) {
        return new Pack(number, target, backupId, name, plainBytes, storedBytes, sha256, contentBytes, bytes);
    }

    Pack numbered(int other) {
        return new Pack(other, target, backupId, name, plainBytes, storedBytes, sha256, contentBytes, 0);
    }
}
