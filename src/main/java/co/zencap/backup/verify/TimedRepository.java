package co.zencap.backup.verify;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Passes everything on, and measures how long its bytes are waited for. */
final class TimedRepository implements Repository {
    private final Repository repository;
    private final LongSupplier nanos;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong firstBytes = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();

    /** @param nanos a clock that only goes forward */
    TimedRepository(Repository repository, LongSupplier nanos) {
        this.repository = repository;
        this.nanos = nanos;
    }

    ReadSpeed speed() {
        return new ReadSpeed(
                bytes.get(),
                Duration.ofNanos(waited.get()),
                Duration.ofNanos(firstBytes.get() / Math.max(1, opened.get())));
    }

    @Override
    public String id() {
        return repository.id();
    }

    @Override
    public InputStream open(String key) throws IOException {
        long begun = nanos.getAsLong();
        InputStream in = repository.open(key);
        waited.addAndGet(nanos.getAsLong() - begun);
        return new Timed(in, begun);
    }

    @Override
    public long size(String key) throws IOException {
        return repository.size(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix) throws IOException {
        return repository.list(prefix);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) throws IOException {
        return repository.putIfAbsent(key, content);
    }

    @Override
    public void replace(String key, byte[] content) throws IOException {
        repository.replace(key, content);
    }

    @Override
    public Optional<Instant> lockedUntil(String key) throws IOException {
        return repository.lockedUntil(key);
    }

    @Override
    public boolean mayStore() {
        return repository.mayStore();
    }

    @Override
    public boolean mayDelete() {
        return repository.mayDelete();
    }

    @Override
    public void delete(String key) throws IOException {
        repository.delete(key);
    }

    private final class Timed extends FilterInputStream {
        private final long begun;
        private boolean first = true;

        Timed(InputStream in, long begun) {
            super(in);
            this.begun = begun;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long asked = nanos.getAsLong();
            int read = in.read(buffer, offset, length);
            long now = nanos.getAsLong();
            waited.addAndGet(now - asked);
            bytes.addAndGet(Math.max(0, read));
            if (first) {
                first = false;
                firstBytes.addAndGet(now - begun);
                opened.incrementAndGet();
            }
            return read;
        }
    }
}
