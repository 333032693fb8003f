package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.table.DifferencePages.Row;
import co.zencap.backup.recovery.table.RestoredSchema.Differences;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are hard to restore beside others, to compare, or even to name. */
class HardTablesTest {
    private static final PostgresUrl LIVE = TestCluster.createDatabase();

    /** Everything that is hard, in two schemas. */
    private static final String[] TABLES = {
        "CREATE EXTENSION citext",
        "CREATE SCHEMA \"Odd \"\"Schema\"\"; --\"",
        "CREATE SCHEMA hard",
        "CREATE TYPE hard.mood AS ENUM ('sad', 'it''s \"ok\"')",
        "CREATE DOMAIN hard.mail AS citext CHECK (VALUE LIKE '%@%')",
        "CREATE TYPE hard.address AS (street text, zip varchar(10))",
        "CREATE FUNCTION hard.street(hard.address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street'",
        "CREATE CAST (hard.address AS text) WITH FUNCTION hard.street(hard.address) AS ASSIGNMENT",
        "CREATE COLLATION hard.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE FUNCTION hard.next() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE hard.everything (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood hard.mood, mail hard.mail,"
                + " home hard.address, tags text[], homes hard.address[], body json, bodyb jsonb, place point, page xml, raw bytea,"
                + " n numeric, f float8, at timestamptz, took interval, price money, word text COLLATE hard.caseless,"
                + " \"c'ol \"\"x\"\"? $1\" text DEFAULT 'd', twice bigint GENERATED ALWAYS AS (id * 2) STORED,"
                + " given int DEFAULT hard.next(), CHECK (n <> 1))",
        "INSERT INTO hard.everything (mood, mail, home, tags, homes, body, bodyb, place, page, raw, n, f, at, took, price, word,"
                + " \"c'ol \"\"x\"\"? $1\") SELECT 'it''s \"ok\"', 'C' || i || '@x', ROW('s', i::text)::hard.address, ARRAY['a', NULL, '\"'],"
                + " ARRAY[ROW('s', i::text)::hard.address], '{\"a\":  1}', '{\"a\": 1}', point(i, 1), '<a>1</a>', '\\x00ff', 'NaN',"
                + " '-Infinity', now(), '1 mon 2 days', 12.5, 'Wört', E'a\\tb\\n\\\\.' || i FROM generate_series(2, 300) i",
        "INSERT INTO hard.everything (home) VALUES (NULL), (ROW(NULL, NULL)), (ROW(NULL, 'x'))",
        "CREATE TABLE hard.events (at date NOT NULL, kind text NOT NULL, v int, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at)",
        "CREATE TABLE hard.events_2025 PARTITION OF hard.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
                + " PARTITION BY LIST (kind)",
        "CREATE TABLE hard.events_x (v int, kind text NOT NULL, at date NOT NULL)",
        "ALTER TABLE hard.events_2025 ATTACH PARTITION hard.events_x FOR VALUES IN ('x', 'it''s')",
        "CREATE TABLE hard.events_rest PARTITION OF hard.events DEFAULT",
        "INSERT INTO hard.events VALUES ('2025-02-03', 'x', 1), ('2025-02-03', 'it''s', 2), ('2030-01-01', 'y', 3)",
        "CREATE TABLE hard.parent (id int PRIMARY KEY)",
        "CREATE TABLE hard.child (more int) INHERITS (hard.parent)",
        "INSERT INTO hard.parent VALUES (1)",
        "INSERT INTO hard.child VALUES (2, 3)",
        "CREATE TABLE hard.keyless (a int, b json)",
        "INSERT INTO hard.keyless VALUES (1, '1'), (1, '1'), (1, '1'), (NULL, NULL), (NULL, NULL), (2, '{}')",
        "CREATE TABLE hard.nothing ()",
        "CREATE UNLOGGED TABLE hard.fast (mail hard.mail, word text COLLATE hard.caseless, v int, PRIMARY KEY (mail, word))",
        "INSERT INTO hard.fast VALUES ('A@x', 'Ä', 1), ('b@x', 'B', 2)",
        "CREATE TABLE hard.\"Fast\" (id int PRIMARY KEY)",
        "INSERT INTO hard.\"Fast\" VALUES (1)",
        "CREATE TABLE \"Odd \"\"Schema\"\"; --\".\"a\"\"b; drop\" (\"k\"\"ey; --\" text PRIMARY KEY, \"-v\" text)",
        "INSERT INTO \"Odd \"\"Schema\"\"; --\".\"a\"\"b; drop\" VALUES ('it''s; DROP TABLE x; --', '1'), (E'\\\\\"[new\\nline',"
                + " '2'), ('$1 ? %s', '3'), ('', '4'), ('ü', '5')",
        "CREATE TABLE \"Odd \"\"Schema\"\"; --\".\"-rf\" (id int PRIMARY KEY)",
        "INSERT INTO \"Odd \"\"Schema\"\"; --\".\"-rf\" VALUES (1)",
        "CREATE TABLE \"Odd \"\"Schema\"\"; --\".\"new\nline; 99; 1 2 TABLE x y z\" (id int PRIMARY KEY)",
        "INSERT INTO \"Odd \"\"Schema\"\"; --\".\"new\nline; 99; 1 2 TABLE x y z\" VALUES (1)",
        "CREATE TABLE \"Odd \"\"Schema\"\"; --\".\"" + "ü".repeat(31) + "\" (id int PRIMARY KEY)",
        "CREATE TABLE \"Odd \"\"Schema\"\"; --\".keyless (id int PRIMARY KEY)",
        "CREATE VIEW hard.seen AS SELECT * FROM hard.parent",
    };

    private static final String ODD = "\"Odd \"\"Schema\"\"; --\".";

    @TempDir
    static Path folder;

    private static StoredBackup backup;
    private static TableRecovery tables;

    @BeforeAll
    static void makeBackup() throws Exception {
        Databases.execute(LIVE, TABLES);
        backup = TableBackups.make(folder, LIVE);
        tables = TableBackups.tables(LIVE, folder);
    }

    private RestoredSchema restored;

    private RestoredSchema restore(List<String> names, List<String> schemas) throws Exception {
        restored = tables.restore()
                .run(backup, names.stream().map(TableWish::parse).toList(), schemas, TableBackups.operation());
        return restored;
    }

    @AfterEach
    void drop() throws Exception {
        if (restored != null) {
            tables.restored().drop(restored.id());
        }
        assertThat(TableBackups.structureDatabases(LIVE)).isEmpty();
        assertThat(TableBackups.scratch(folder)).isEmpty();
        assertThat(Databases.query(LIVE, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'restored%'"))
                .isEmpty();
    }

    private Differences compare(String table) throws Exception {
        return tables.comparison().run(restored.id(), TableWish.parse(table)).differences();
    }

    private List<Row> page(String table) throws Exception {
        return tables.pages()
                .page(restored.id(), TableWish.parse(table), Optional.empty(), 0, 200)
                .rows();
    }

    private void copy(String table, String... kinds) throws Exception {
        tables.copyBack()
                .run(
                        new CopyWish(
                                restored.id(),
                                List.of(TableWish.parse(table)),
                                kinds.length == 0 ? CopyWish.KINDS : Set.of(kinds),
                                Optional.empty()),
                        "op");
    }

    private static void requireDifferences(Differences found, long missing, long changed, long unexpected) {
        assertThat(List.of(found.missing(), found.changed(), found.unexpected()))
                .containsExactly(missing, changed, unexpected);
    }

    @Test
    void wholeSchemasAreRestoredAndEqualTheLiveOnes() throws Exception {
        restore(List.of(), List.of("hard", "Odd \"Schema\"; --"));

        assertThat(restored.id()).matches("restored_\\d{8}_\\d{4}");
        assertThat(restored.backup()).isEqualTo(backup.manifest().id().value());
        assertThat(restored.tables())
                .extracting(RestoredSchema.Table::of)
                .contains(
                        "hard.everything",
                        "hard.events",
                        "hard.Fast",
                        "hard.fast",
                        ODD + "\"a\"\"b; drop\"",
                        ODD + "-rf")
                .doesNotContain("hard.events_x", "hard.events_rest", "hard.seen")
                .hasSize(13);
        for (RestoredSchema.Table table : restored.tables()) {
            requireDifferences(compare(table.of()), 0, 0, 0);
            if (!table.of().equals("hard.events")) {
                assertThat(table.notes()).as(table.of()).isEmpty();
            }
        }
        // each name once, whatever the schema
        assertThat(Databases.query(
                        LIVE,
                        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = '"
                                + restored.id() + "' AND relkind = 'r' AND relname LIKE 'keyless%'"
                                + " AND relname NOT LIKE '%differences%' ORDER BY 1"))
                .containsExactly("keyless", "keyless_2");
        // and its live ones are as they were
        assertThat(Databases.query(LIVE, "SELECT count(*) FROM hard.everything"))
                .containsExactly("302");
        assertThat(Databases.query(LIVE, "SELECT has_schema_privilege('public', '" + restored.id() + "', 'USAGE')"))
                .containsExactly("f");
    }

    @Test
    void rowsOfAllTypesAreFoundAndComeBackAsTheyWere() throws Exception {
        restore(List.of("hard.everything"), List.of());
        String content =
                "SELECT md5(string_agg(e::text || coalesce((home).zip, '-'), '|' ORDER BY id)) FROM hard.everything e";
        List<String> before = Databases.query(LIVE, content);
        Databases.execute(
                LIVE,
                "DELETE FROM hard.everything WHERE id BETWEEN 10 AND 19",
                "UPDATE hard.everything SET body = '{\"a\": 1}' WHERE id = 20",
                "UPDATE hard.everything SET home = ROW('s', 'other') WHERE id = 21",
                "UPDATE hard.everything SET home = ROW(NULL, NULL) WHERE id = 300",
                "UPDATE hard.everything SET place = point(0, 0), page = '<b/>', word = 'WÖRT', mood = NULL WHERE id = 22",
                "INSERT INTO hard.everything (mail) VALUES ('new@x')");

        requireDifferences(compare("hard.everything"), 10, 4, 1);

        assertThat(page("hard.everything"))
                .extracting(Row::kind)
                .containsOnly("missing", "changed", "unexpected")
                .startsWith("missing");
        Row changed = page("hard.everything").stream()
                .filter(row -> row.key().equals(List.of("22")))
                .findFirst()
                .orElseThrow();
        assertThat(changed.restored().keySet()).containsExactlyInAnyOrder("place", "page", "word", "mood");
        assertThat(changed.live()).containsEntry("mood", null).containsEntry("place", "(0,0)");
        copy("hard.everything");
        requireDifferences(compare("hard.everything"), 0, 0, 1);
        Databases.execute(LIVE, "DELETE FROM hard.everything WHERE mail = 'new@x'");
        assertThat(Databases.query(LIVE, content)).isEqualTo(before);
    }

    @Test
    void hostileNamesAndKeysAreNothingButNames() throws Exception {
        String table = ODD + "\"a\"\"b; drop\"";
        restore(
                List.of(table, ODD + "-rf", ODD + "\"new\nline; 99; 1 2 TABLE x y z\"", ODD + "ü".repeat(31)),
                List.of());
        Databases.execute(
                LIVE,
                "DELETE FROM " + table + " WHERE \"-v\" IN ('1', '2', '4')",
                "UPDATE " + table + " SET \"-v\" = 'x'' OR 1=1' WHERE \"-v\" = '3'",
                "DELETE FROM " + ODD + "\"-rf\"",
                "DELETE FROM " + ODD + "\"new\nline; 99; 1 2 TABLE x y z\"");
        requireDifferences(compare(table), 3, 1, 0);
        for (String other : List.of(ODD + "-rf", ODD + "\"new\nline; 99; 1 2 TABLE x y z\"")) {
            requireDifferences(compare(other), 1, 0, 0);
            copy(other);
            requireDifferences(compare(other), 0, 0, 0);
        }
        requireDifferences(compare(ODD + "ü".repeat(31)), 0, 0, 0);
        List<List<String>> keys = page(table).stream().map(Row::key).toList();
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        List.of("it's; DROP TABLE x; --"), List.of("\\\"[new\nline"), List.of("$1 ? %s"), List.of(""));

        tables.copyBack()
                .run(
                        new CopyWish(
                                restored.id(),
                                List.of(TableWish.parse(table)),
                                CopyWish.KINDS,
                                Optional.of(List.of(
                                        List.of("it's; DROP TABLE x; --"), List.of("\\\"[new\nline"), List.of("")))),
                        "op");

        requireDifferences(compare(table), 0, 1, 0);
        copy(table, "changed");
        assertThat(Databases.query(LIVE, "SELECT \"-v\" FROM " + table + " ORDER BY 1"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void partitionsTogetherAndOneAlone() throws Exception {
        restore(List.of("hard.events"), List.of());
        Databases.execute(
                LIVE,
                "DELETE FROM hard.events WHERE kind = 'it''s'",
                "UPDATE hard.events SET v = 4 WHERE kind = 'y'",
                "INSERT INTO hard.events VALUES ('2031-01-01', 'new', 5)");
        requireDifferences(compare("hard.events"), 1, 1, 1);
        tables.copyBack()
                .run(
                        new CopyWish(
                                restored.id(),
                                List.of(),
                                CopyWish.KINDS,
                                Optional.of(List.of(List.of("2025-02-03", "it's")))),
                        "op");
        requireDifferences(compare("hard.events"), 0, 1, 1);
        copy("hard.events");
        assertThat(Databases.query(LIVE, "SELECT at || kind || v FROM hard.events ORDER BY v"))
                .containsExactly("2025-02-03x1", "2025-02-03it's2", "2030-01-01y3", "2031-01-01new5");
        Databases.execute(LIVE, "DELETE FROM hard.events WHERE kind = 'new'");
        tables.restored().drop(restored.id());

        restore(List.of("events_x"), List.of());
        assertThat(restored.tables().get(0).rows()).isEqualTo(2);
        requireDifferences(compare("events_x"), 0, 0, 0);
    }

    @Test
    void ofATableThatOthersInheritFromItsOwnRows() throws Exception {
        restore(List.of("hard.parent"), List.of());
        assertThat(restored.tables().get(0).rows()).isEqualTo(1);
        requireDifferences(compare("parent"), 0, 0, 0);
        Databases.execute(LIVE, "DELETE FROM ONLY hard.parent");
        requireDifferences(compare("parent"), 1, 0, 0);
        copy("parent");
        assertThat(Databases.query(LIVE, "SELECT id FROM hard.parent ORDER BY 1"))
                .containsExactly("1", "2");
    }

    @Test
    void withoutAKeyEqualRowsAreCounted() throws Exception {
        restore(List.of("hard.keyless"), List.of());
        Databases.execute(
                LIVE,
                "DELETE FROM hard.keyless WHERE ctid IN (SELECT ctid FROM hard.keyless WHERE a = 1 LIMIT 2)",
                "DELETE FROM hard.keyless WHERE ctid IN (SELECT ctid FROM hard.keyless WHERE a IS NULL LIMIT 1)",
                "UPDATE hard.keyless SET b = '{ }' WHERE a = 2");
        Differences found = compare("hard.keyless");
        requireDifferences(found, 4, 0, 1);
        assertThat(found.byKey()).isFalse();
        assertThat(page("hard.keyless")).hasSize(5).allMatch(row -> row.key().isEmpty());
        assertThat(page("hard.keyless"))
                .filteredOn(row -> row.kind().equals("unexpected"))
                .extracting(Row::live)
                .containsExactly(Map.of("a", "2", "b", "{ }"));

        copy("hard.keyless", "missing");

        requireDifferences(compare("hard.keyless"), 0, 0, 1);
        assertThatThrownBy(() -> tables.planning()
                        .plan(new CopyWish(
                                restored.id(),
                                List.of(TableWish.parse("hard.keyless")),
                                CopyWish.KINDS,
                                Optional.of(List.of(List.of("1"))))))
                .hasMessageContaining("has no key");
        Databases.execute(
                LIVE,
                "TRUNCATE hard.keyless",
                "INSERT INTO hard.keyless VALUES (1, '1'), (1, '1'), (1, '1'), (NULL, NULL), (NULL, NULL), (2, '{}')");
    }

    /** The live collation decides: with it Ä and ä are one key. */
    @Test
    void keysAreEqualAsTheServerSays() throws Exception {
        restore(List.of("hard.fast"), List.of());
        Databases.execute(LIVE, "UPDATE hard.fast SET mail = 'a@X', word = 'ä' WHERE v = 1");
        requireDifferences(compare("hard.fast"), 0, 1, 0);
        Databases.execute(LIVE, "UPDATE hard.fast SET mail = 'A@x', word = 'Ä' WHERE v = 1");
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs() {
        assertThatThrownBy(() -> restore(List.of("hard.FAST"), List.of()))
                .hasMessageContaining("no table hard.FAST")
                .hasMessageContaining("did you mean")
                .hasMessageContaining("hard.fast");
        assertThatThrownBy(() -> restore(List.of("keyless"), List.of()))
                .hasMessageContaining("several tables keyless")
                .hasMessageContaining("hard.keyless");
        assertThatThrownBy(() -> restore(List.of(), List.of("none"))).hasMessageContaining("no table in schema none");
    }
}
