package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.testing.TestCluster;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server or a tool says is told in a sentence with what to do about it. */
class FailureCauseTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ERROR:  can only create extension in database postgres | EXTENSION_NOT_LOADED",
                "ERROR:  pg_cron can only be loaded via shared_preload_libraries | EXTENSION_NOT_LOADED",
                "ERROR:  pgaudit must be loaded via shared_preload_libraries | EXTENSION_NOT_LOADED",
                "ERROR:  pglogical is not in shared_preload_libraries | EXTENSION_NOT_LOADED",
                "ERROR:  unrecognized parameter \"pg_attver\" | OLDER_CLIENT",
            })
    void restoresOfExtensionsAndOfOlderClients(String words, FailureCause cause) {
        assertThat(FailureCause.ofTool(1, "pg_restore: error: could not execute query: " + words))
                .isEqualTo(cause);
    }

    @Test
    void theServersOwnWordsOfAnExtensionThatItDoesNotLoad() {
        PostgresUrl url = TestCluster.createDatabase();
        TestCluster.execute(url, "CREATE EXTENSION pg_stat_statements");

        assertThatThrownBy(() -> TestCluster.execute(url, "SELECT * FROM pg_stat_statements"))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(FailureCause.ofServer(e.getSQLState(), e.getMessage()))
                                .isEqualTo(FailureCause.EXTENSION_NOT_LOADED));
    }
}
