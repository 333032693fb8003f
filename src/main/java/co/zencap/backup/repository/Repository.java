package co.zencap.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A place where backups are kept. Keys are relative paths with {@code /} between their parts, usually
 * {@code <target>/<backup-id>/<name>}; parts consist of letters, digits, {@code .}, {@code _} and {@code -}.
 *
 * <p>All methods may be called from several threads. What fails at the repository itself is thrown as
 * {@link RepositoryFailure}, which says what to do; an object that is not there is a
 * {@link java.nio.file.NoSuchFileException}. Both are {@link IOException}s.
 */
public interface Repository {

    /** A short name, unique among the repositories in use: {@code local}, {@code s3}. */
    String id();

    /**
     * Opens an object for reading from its beginning; the caller closes the stream. Closing before the end gives up the
     * transfer at once, whatever remains of the object.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such object
     */
    InputStream open(String key) throws IOException;

    /**
     * The same as {@link #open}, for somebody who waits for all of a large object: what lies behind a network is fetched in
     * several parts at a time, and held in memory until it is its turn, 32 MB at most.
     */
    default InputStream openQuickly(String key) throws IOException {
        return open(key);
    }

    /**
     * The object's size in bytes, from the repository's index, without reading it.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such object
     */
    long size(String key) throws IOException;

    /**
     * All objects whose key begins with {@code prefix} (a plain string prefix; empty for everything), in key order. The
     * stream fetches page by page as it is consumed, and the caller closes it. A failure of a later page is thrown by
     * the stream's terminal operation as {@link java.io.UncheckedIOException}.
     */
    Stream<StoredObject> list(String prefix) throws IOException;

    /**
     * Stores a small object under a key that is still free, whole or not at all, durably.
     *
     * @return false, and nothing changed, when an object of that key exists already
     */
    boolean putIfAbsent(String key, byte[] content) throws IOException;

    /** Stores a small object, whole or not at all, durably; an object that was there is replaced. */
    void replace(String key, byte[] content) throws IOException;

    /**
     * Until when the repository itself keeps an object from being deleted; empty when it does not.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such object
     */
    default Optional<Instant> lockedUntil(String key) throws IOException {
        return Optional.empty();
    }

    /** Whether this program stores anything here; else {@link #putIfAbsent} and {@link #replace} fail. */
    default boolean mayStore() {
        return true;
    }

    /** Whether this program deletes anything here; else {@link #delete} fails, and somebody else cleans up. */
    default boolean mayDelete() {
        return true;
    }

    /** Removes an object; it is no error when there was none. */
    void delete(String key) throws IOException;

    /**
     * Removes an object for good, with all versions of it that the repository keeps; it is no error when there was none.
     *
     * @throws RepositoryFailure when the repository keeps one of them all the same; then it keeps all of them
     */
    default void erase(String key) throws IOException {
        delete(key);
    }
}
