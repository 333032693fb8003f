package co.zencap.backup.runtime;

import co.zencap.backup.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process of a node. Nodes are told apart by the machine's name and the work folder, which stay the same after a
 * restart; but two machines may be called alike, so operations belong to a process, which has a name of its own. While it
 * lives it holds an advisory lock of the catalog's database: who starts under the same node's name sees whether it follows
 * a dead process or has a namesake. Thread-safe.
 */
public final class NodeProcess implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private final String node;
    private final String process;
    private final DataSource catalog;
    private Connection session;
    private boolean held;
    private volatile boolean starting = true;

    NodeProcess(Settings settings, DataSource catalog) throws IOException {
        this.node = Files.readString(HOST).strip() + ":"
                + settings.workDir().toAbsolutePath().normalize();
        this.process = node + "#" + UUID.randomUUID().toString().substring(0, 8);
        this.catalog = catalog;
    }

    /** The node's name, the same after a restart. */
    public String node() {
        return node;
    }

    /** The name of this process alone. */
    public String process() {
        return process;
    }

    /** By which statements tell what runs from what a process that is gone has left. */
    Map<String, Object> parameters() {
        return Map.of("process", process, "node", node, "starting", starting);
    }

    /** Whether what an earlier process of this node left has still to be named. */
    public boolean isStarting() {
        return starting;
    }

    /** It has been named: whoever has this node's name from here on is another. */
    public void started() {
        starting = false;
    }

    /**
     * Takes the lock, again if its session has ended. While the server has not noticed yet that the session before is gone, that
     * one still has it: then it is taken by a later call.
     */
    public synchronized void hold() throws SQLException {
        if (session == null || !session.isValid(5)) {
            close();
            session = catalog.getConnection();
        }
        if (!held) {
            try {
                held = take();
            } catch (SQLException e) {
                close();
                throw e;
            }
        }
    }

    private boolean take() throws SQLException {
        try (PreparedStatement lock =
                session.prepareStatement("SELECT pg_try_advisory_lock(hashtext('zencap process'), hashtext(?))")) {
            lock.setString(1, process);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The lock goes with the session, which does not go back to the pool. */
    @Override
    public synchronized void close() {
        held = false;
        if (session != null) {
            try (Connection ending = session) {
                ending.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("The session of this process had ended before", e);
            }
            session = null;
        }
    }
}
