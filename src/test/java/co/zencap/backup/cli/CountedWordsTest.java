package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.recovery.database.Verified;
import co.zencap.backup.recovery.files.FilesVerified;
import co.zencap.backup.recovery.pointintime.RecoveredCluster;
import co.zencap.backup.terminal.CapturedTerminal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Many are counted with separators, and one is one. */
class CountedWordsTest {

    @Test
    void ofACluster() {
        assertThat(ClusterRecovery.looked(cluster(1, 1, 1, 1))).isEqualTo("1 database, 1 table, 1 row, 1 index");
        assertThat(ClusterRecovery.looked(cluster(2, 1_204, 5_000_000, 1_300)))
                .isEqualTo("2 databases, 1,204 tables, 5,000,000 rows, 1,300 indexes");
    }

    private static RecoveredCluster cluster(int databases, long tables, long rows, long indexes) {
        return new RecoveredCluster(
                Path.of("/srv/pg"), List.of(), "b1", "0/1", Optional.empty(), databases, tables, rows, indexes, false);
    }

    @Test
    void ofARecoveredDatabase() {
        assertThat(RecoverView.verified(new Verified(true, 1, 1, 1, List.of())))
                .isEqualTo("every row of 1 table, 1 row equals what was backed up; 1 object is made as it was");
        assertThat(RecoverView.verified(new Verified(true, 2, 7_000, 1_204, List.of())))
                .endsWith("2 tables, 7,000 rows equals what was backed up; 1,204 objects are made as they were");
    }

    @Test
    void ofRecoveredFiles() {
        assertThat(RecoverView.filesVerified(List.of(new FilesVerified("uploads", 1, 5, true))))
                .startsWith("1 path and 5 B");
        assertThat(RecoverView.filesVerified(List.of(new FilesVerified("uploads", 1_204, 5, true))))
                .startsWith("1,204 paths and 5 B");
    }

    @Test
    void ofACertificate() {
        assertThat(certificate(1)).contains("1 object, with its checksum").doesNotContain("checksums");
        assertThat(certificate(1_204)).contains("1,204 objects, with their checksums");
    }

    private static String certificate(int objects) {
        var terminal = CapturedTerminal.pipes();
        var backup = Map.of("id", "b1", "restoredFrom", Collections.nCopies(objects, Map.of("key", "k")));
        new CertificateView(terminal.terminal()).print(Json.MAPPER.valueToTree(Map.of("backup", backup)));
        return terminal.out();
    }
}
