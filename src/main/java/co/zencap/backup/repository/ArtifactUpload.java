package co.zencap.backup.repository;

import java.nio.file.Path;
import java.util.Objects;

/**
 * An artifact that is to be uploaded: what the {@code upload-artifact} route takes.
 *
 * @param file where it lies, whole, in the local repository
 * @param key under which it is to be stored, relative to the repository's prefix
 * @param size in bytes
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits
 */
public record ArtifactUpload(Path file, String key, long size, String sha256) {

    public ArtifactUpload {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(sha256, "sha256");
    }
}
