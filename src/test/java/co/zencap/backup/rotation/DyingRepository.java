package co.zencap.backup.rotation;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** A repository whose user ends, as if killed, just before or just after one of its writes. */
final class DyingRepository implements Repository {
    private final Repository real;
    private final String id;
    private int left;
    private final boolean before;

    /** As no step expects it, and none can handle it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    DyingRepository(Repository real, int write, boolean before) {
        this(real, real.id(), write, before);
    }

    private DyingRepository(Repository real, String id, int write, boolean before) {
        this.real = real;
        this.id = id;
        this.left = write;
        this.before = before;
    }

    /** One that does not die, by another name. */
    static Repository named(String id, Repository real) {
        return new DyingRepository(real, id, Integer.MAX_VALUE, false);
    }

    /** Whether the write came at all. */
    boolean hasDied() {
        return left <= 0;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public InputStream open(String key) throws IOException {
        return real.open(key);
    }

    @Override
    public long size(String key) throws IOException {
        return real.size(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix) throws IOException {
        return real.list(prefix);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) throws IOException {
        return real.putIfAbsent(key, content);
    }

    @Override
    public void replace(String key, byte[] content) throws IOException {
        left--;
        if (left == 0 && before) {
            throw new Killed();
        }
        real.replace(key, content);
        if (left == 0) {
            throw new Killed();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        real.delete(key);
    }
}
