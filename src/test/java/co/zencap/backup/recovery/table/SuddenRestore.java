package co.zencap.backup.recovery.table;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A process that restores a table, and ends as if it were killed when so many bytes of the backup were read. */
public final class SuddenRestore {
    static final String URL = "RESTORED_POSTGRES_URL";
    static final String KEY = "RESTORED_KEY";
    static final int STATUS = 137;

    private SuddenRestore() {}

    /** @param arguments a folder, the target, the backup, the table, the bytes, and where the client programs are or nothing */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Repository repository = ending(new LocalRepository(folder.resolve("repository")), Long.parseLong(arguments[4]));
        StoredBackup backup = StoredBackup.open(
                repository, arguments[1], new BackupId(arguments[2]), Optional.of(MasterKey.parse(System.getenv(KEY))));
        Optional<Path> bin = arguments[5].isEmpty() ? Optional.empty() : Optional.of(Path.of(arguments[5]));
        RestoredSchema restored = TableBackups.tables(PostgresUrl.parse(System.getenv(URL)), folder, bin)
                .restore()
                .run(backup, List.of(TableWish.parse(arguments[3])), List.of(), TableBackups.operation());
        System.out.println("rows=" + restored.tables().get(0).rows());
    }

    private static Repository ending(Repository repository, long bytes) {
        var read = new AtomicLong();
        return (Repository) Proxy.newProxyInstance(
                SuddenRestore.class.getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, given) -> {
                    try {
                        Object answer = method.invoke(repository, given);
                        return answer instanceof InputStream in ? new EndingStream(in, read, bytes) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static final class EndingStream extends FilterInputStream {
        private final AtomicLong read;
        private final long end;

        EndingStream(InputStream in, AtomicLong read, long end) {
            super(in);
            this.read = read;
            this.end = end;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, Math.min(length, 1 << 16));
            if (read.addAndGet(Math.max(n, 0)) > end) {
                Runtime.getRuntime().halt(STATUS);
            }
            return n;
        }
    }
}
