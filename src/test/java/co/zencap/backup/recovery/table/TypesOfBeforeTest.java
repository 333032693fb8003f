package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.table.RestoredSchema.Differences;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types that are gone from the live database, or mean something else there. */
class TypesOfBeforeTest {
    @TempDir
    Path folder;

    /** What the server says of it quotes the row, and gets into alerts and the audit trail. */
    @Test
    void aRestoreThatFailsQuotesNoRow() throws Exception {
        PostgresUrl live = TestCluster.createDatabase();
        Databases.execute(
                live,
                "CREATE FUNCTION fits(v text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
                "CREATE DOMAIN card AS text CHECK (fits(VALUE))",
                "CREATE TABLE cards (id int PRIMARY KEY, number card)",
                "INSERT INTO cards VALUES (1, 'secret-4711')");
        StoredBackup backup = TableBackups.make(folder, live);
        Databases.execute(
                live,
                "CREATE OR REPLACE FUNCTION fits(v text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no % any more', v; END $$");
        TableRecovery tables = TableBackups.tables(live, folder);

        assertThatThrownBy(() -> tables.restore()
                        .run(backup, List.of(TableWish.parse("cards")), List.of(), TableBackups.operation()))
                .hasMessageContaining("Could not restore tables")
                .hasMessageContaining("SQLSTATE P0001")
                .satisfies(e -> assertThat(Problem.of("Failed", e).sentence()).doesNotContain("secret-4711"));
    }

    @Test
    void aColumnWhoseTypeIsAnotherOneNowIsKeptAsTextAndCopiedBackWhereItFits() throws Exception {
        PostgresUrl live = TestCluster.createDatabase();
        Databases.execute(
                live,
                "CREATE TYPE level AS ENUM ('low', 'high')",
                "CREATE TYPE gone AS (a int, b text)",
                "CREATE TABLE things (id level PRIMARY KEY, levels level[], thing gone, n int)",
                "INSERT INTO things VALUES ('low', ARRAY['low', 'high']::level[], ROW(1, 'x, y'), 1), ('high', NULL, NULL, 2)");
        StoredBackup backup = TableBackups.make(folder, live);
        Databases.execute(
                live,
                "ALTER TYPE level ADD VALUE 'medium' BEFORE 'high'",
                "ALTER TABLE things ALTER thing TYPE text USING 'rewritten'",
                "DROP TYPE gone",
                "ALTER TABLE things ALTER n TYPE bigint",
                "DELETE FROM things WHERE id = 'low'");
        TableRecovery tables = TableBackups.tables(live, folder);

        RestoredSchema restored =
                tables.restore().run(backup, List.of(TableWish.parse("things")), List.of(), TableBackups.operation());

        assertThat(restored.tables().get(0).notes())
                .hasSize(3)
                .anyMatch(note -> note.contains("Column thing is kept as text"));
        assertThat(Databases.query(live, "SELECT id || levels || thing FROM " + restored.id() + ".things WHERE n = 1"))
                .containsExactly("low{low,high}(1,\"x, y\")");
        Differences found = tables.comparison()
                .run(restored.id(), TableWish.parse("things"))
                .differences();
        assertThat(found.byKey()).isTrue();
        assertThat(found.missing()).isEqualTo(1);
        assertThat(found.changed()).isEqualTo(1);

        tables.copyBack()
                .run(
                        new CopyWish(restored.id(), List.of(), CopyWish.KINDS, Optional.of(List.of(List.of("low")))),
                        "op");

        assertThat(Databases.query(live, "SELECT id || levels::text || thing || n FROM things WHERE id = 'low'"))
                .containsExactly("low{low,high}(1,\"x, y\")1");
    }
}
