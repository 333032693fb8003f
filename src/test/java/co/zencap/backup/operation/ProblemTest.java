package co.zencap.backup.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void aMessageIsSplitIntoReasonAndRemedy() {
        assertThat(Problem.of("It failed", new IOException("No table. HINT: make one.")))
                .isEqualTo(new Problem("It failed", "No table.", "make one."));
    }

    @Test
    void whatAServerSaysHasARemedyAlsoWhereNobodyWroteOne() {
        var failure = new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db.test"));

        assertThat(Problem.of("It failed", failure).hint()).contains("check host, port and firewall");
    }

    /** The JDK passes the system's words on, wherever they came up. */
    @Test
    void aFullDiskAndOneThatIsReadOnlyHaveARemedy() {
        assertThat(Problem.of("It failed", new IOException("No space left on device"))
                        .hint())
                .contains("BACKUP_WORK_DIR");
        assertThat(Problem.of("It failed", new FileSystemException("/x", null, "Read-only file system"))
                        .hint())
                .contains("mount");
    }
}
