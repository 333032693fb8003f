package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.table.CopyBack.Copied;
import co.zencap.backup.recovery.table.DifferencePages.Page;
import co.zencap.backup.recovery.table.RestoredTables.NotRestored;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on their way back into a live database that has gone on living. */
class CopyBackTest {
    private static final String[] SHOP = {
        "CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, mail text UNIQUE)",
        "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customers,"
                + " parent int REFERENCES orders, body jsonb, changed timestamptz)",
        "INSERT INTO customers (name, mail) SELECT 'customer ' || i, i || '@x' FROM generate_series(1, 100) i",
        "INSERT INTO orders (customer, parent, body) SELECT i, nullif(i - 1, 0), '{}' FROM generate_series(1, 100) i",
    };

    private static final LiveSession.Patience PATIENCE =
            new LiveSession.Patience(Duration.ofSeconds(2), Duration.ofSeconds(30));

    @TempDir
    static Path folder;

    private static StoredBackup backup;

    private PostgresUrl live;
    private TableRecovery tables;
    private RestoredSchema restored;

    @BeforeAll
    static void makeBackup() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.execute(source, SHOP);
        backup = TableBackups.make(folder, source);
    }

    @BeforeEach
    void makeLive() {
        live = TestCluster.createDatabase();
        Databases.execute(live, SHOP);
        tables = TableBackups.tables(live, folder);
    }

    private void restore(String... names) throws Exception {
        restored = tables.restore()
                .run(
                        backup,
                        List.of(names).stream().map(TableWish::parse).toList(),
                        List.of(),
                        TableBackups.operation());
        compare();
    }

    private void compare() throws Exception {
        for (RestoredSchema.Table table : restored.tables()) {
            tables.comparison().run(restored.id(), TableWish.parse(table.of()));
        }
    }

    private CopyWish wish(Set<String> kinds, String... names) {
        return new CopyWish(
                restored.id(), List.of(names).stream().map(TableWish::parse).toList(), kinds, Optional.empty());
    }

    private Copied copy(Set<String> kinds, String... names) throws Exception {
        return tables.copyBack().run(wish(kinds, names), "op-1");
    }

    private CopyPlan.Table plan(String name) throws Exception {
        return tables.planning().plan(wish(CopyWish.KINDS, name)).tables().get(0);
    }

    private List<String> query(String query) {
        return Databases.query(live, query);
    }

    @Test
    void tablesThatReferToEachOtherComeBackTogether() throws Exception {
        Databases.execute(
                live,
                "DELETE FROM orders WHERE id > 90",
                "DELETE FROM customers WHERE id > 90",
                "UPDATE orders SET body = '{\"spoilt\": 1}' WHERE id = 5",
                "INSERT INTO orders (customer) VALUES (1)");
        restore("orders", "customers");

        assertThat(plan("orders").blocking())
                .singleElement()
                .asString()
                .contains(
                        "10 rows of public.orders refer to rows of public.customers that are not there",
                        "orders_customer_fkey");
        assertThatThrownBy(() -> copy(CopyWish.KINDS, "orders")).hasMessageContaining("Nothing was copied");

        CopyPlan plan = tables.planning().plan(wish(CopyWish.KINDS));
        assertThat(plan.blocked()).isFalse();
        assertThat(plan.tables())
                .extracting(CopyPlan.Table::table)
                .containsExactly("public.customers", "public.orders");
        assertThat(plan.tables().get(1).insert()).isEqualTo(10);
        assertThat(plan.tables().get(1).update()).isEqualTo(1);
        assertThat(plan.tables().get(1).left()).isEqualTo(1);
        assertThat(query("SELECT count(*) FROM customers")).containsExactly("90");

        Copied copied = copy(CopyWish.KINDS);

        assertThat(copied.inserted()).isEqualTo(20);
        assertThat(copied.updated()).isEqualTo(1);
        assertThat(copied.notes()).isEmpty();
        assertThat(query("SELECT count(*) FROM orders WHERE body = '{}'")).containsExactly("100");
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("101");
        assertThat(query("SELECT zencap_kind || zencap_key_1 || coalesce(body::text, '') FROM "
                        + copied.before().get("public.orders") + " ORDER BY zencap_key_1 LIMIT 2"))
                .containsExactly("changed5{\"spoilt\": 1}", "missing91");
        assertThat(tables.restored().find(restored.id()).tables())
                .allMatch(table -> table.differences().orElseThrow().missing() == 0
                        && table.differences().orElseThrow().changed() == 0);
    }

    @Test
    void chosenRowsByTheirKeysAndPageByPage() throws Exception {
        Databases.execute(live, "DELETE FROM orders WHERE id > 80");
        restore("orders");
        Page first = tables.pages().page(restored.id(), TableWish.parse("orders"), Optional.of("missing"), 0, 15);
        assertThat(first.rows()).hasSize(15);
        assertThat(first.rows().get(0).key()).containsExactly("81");
        assertThat(first.rows().get(0).restored()).containsEntry("parent", "80").containsEntry("changed", null);
        Page second = tables.pages()
                .page(
                        restored.id(),
                        TableWish.parse("orders"),
                        Optional.empty(),
                        first.next().orElseThrow(),
                        15);
        assertThat(second.rows()).extracting(DifferencePages.Row::key).first().isEqualTo(List.of("96"));
        assertThat(second.next()).isEmpty();

        var keys = new CopyWish(
                restored.id(),
                List.of(TableWish.parse("orders")),
                CopyWish.KINDS,
                Optional.of(List.of(List.of("81"), List.of("82"), List.of("82"))));
        tables.copyBack().run(keys, "op-1");

        assertThat(query("SELECT id FROM orders WHERE id > 80 ORDER BY 1")).containsExactly("81", "82");
        var other = new CopyWish(
                restored.id(),
                List.of(TableWish.parse("orders")),
                CopyWish.KINDS,
                Optional.of(List.of(List.of("83"), List.of("7"), List.of("1 OR true"))));
        assertThat(tables.planning().plan(other).obstacles()).contains("Of 3 keys only 1 are");
        assertThatThrownBy(() -> tables.copyBack().run(other, "op-2")).isInstanceOf(CopyRefused.class);
        assertThat(query("SELECT count(*) FROM orders WHERE id > 80")).containsExactly("2");
    }

    @Test
    void whatSomebodyHasChangedSinceIsNotOverwritten() throws Exception {
        Databases.execute(live, "UPDATE orders SET body = '1' WHERE id IN (5, 6)", "DELETE FROM orders WHERE id = 100");
        restore("orders");
        Databases.execute(live, "UPDATE orders SET body = '2' WHERE id = 6");

        assertThatThrownBy(() -> copy(CopyWish.KINDS, "orders"))
                .hasMessageContaining("1 of the rows of public.orders are not as they were when they were compared");
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("99");
        copy(Set.of("missing"), "orders");
        compare();
        copy(CopyWish.KINDS, "orders");
        assertThat(query("SELECT count(*) FROM orders WHERE body = '{}'")).containsExactly("100");

        Databases.execute(live, "DELETE FROM orders WHERE id = 100");
        compare();
        Databases.execute(live, "INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (100, 1)");
        assertThatThrownBy(() -> copy(CopyWish.KINDS, "orders")).hasMessageContaining("not as they were");
    }

    @Test
    void triggersFireWithTheirOwnSearchPathAndSequencesAreMovedOn() throws Exception {
        Databases.execute(
                live,
                "CREATE TABLE log (id int)",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO log VALUES (NEW.id); NEW.name := NEW.name || '!'; RETURN NEW; END $$",
                "CREATE TRIGGER note BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note()",
                "CREATE TRIGGER never BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note()",
                "ALTER TABLE customers DISABLE TRIGGER never",
                "TRUNCATE customers, orders RESTART IDENTITY");
        restore("customers");
        CopyPlan.Table plan = plan("customers");
        assertThat(plan.triggers()).containsExactly("Trigger never does not fire.", "Trigger note fires.");
        assertThat(plan.sequences()).singleElement().asString().contains("is moved on to 100");

        Copied copied = copy(Set.of("missing"), "customers");

        assertThat(copied.notes()).singleElement().asString().contains("100 rows", "a trigger");
        assertThat(query("SELECT count(*) FROM log")).containsExactly("100");
        assertThat(query("INSERT INTO customers (name) VALUES ('next') RETURNING id"))
                .containsExactly("101");
    }

    /** Between the look at a sequence and its being moved others take numbers. */
    @Test
    void aSequenceIsNeverSetBackBelowWhatOthersHaveTaken() throws Exception {
        for (String name : List.of("customers", "orders")) {
            Databases.execute(live, "SELECT setval('" + name + "_id_seq', 90)");
            try (LiveSession session = LiveSession.open(live, PATIENCE)) {
                String lock = "ALTER SEQUENCE public." + name + "_id_seq START WITH 1";
                var seen = new OwnedSequence("public." + name + "_id_seq", "id", 90, 100, Optional.of(lock));
                Databases.execute(live, "SELECT setval('" + name + "_id_seq', 500)");

                seen.moveOn(session);

                assertThat(query("SELECT last_value FROM " + name + "_id_seq")).containsExactly("500");
                assertThatThrownBy(() -> Databases.execute(
                                live, "SET lock_timeout = '200ms'", "SELECT nextval('" + name + "_id_seq')"))
                        .hasStackTraceContaining("lock timeout");
                session.commit();
            }
            assertThat(query("SELECT nextval('" + name + "_id_seq')")).containsExactly("501");
        }
    }

    @Test
    void whoDoesNotOwnASequenceTakesNumbersAndSetsNothing() throws Exception {
        try (LiveSession session = LiveSession.open(live, PATIENCE)) {
            var near = new OwnedSequence("public.orders_id_seq", "id", 100, 200, Optional.empty());
            assertThat(near.moveOn(session)).isEmpty();
            assertThat(query("SELECT last_value FROM orders_id_seq")).containsExactly("200");
            var far = new OwnedSequence("public.orders_id_seq", "id", 200, 2_000_000, Optional.empty());
            assertThat(far.moveOn(session).orElseThrow()).contains("only its owner can move it on");
            assertThat(query("SELECT last_value FROM orders_id_seq")).containsExactly("200");
        }
    }

    @Test
    void oneRowThatDoesNotFitKeepsAllAwayAndIsNotQuoted() throws Exception {
        Databases.execute(
                live,
                "DELETE FROM orders",
                "DELETE FROM customers WHERE id IN (3, 4, 5)",
                "INSERT INTO customers (id, name, mail) VALUES (1004, 'thief', '4@x')");
        restore("customers");
        assertThatThrownBy(() -> copy(CopyWish.KINDS, "customers"))
                .isInstanceOf(CopyRefused.class)
                .hasMessageContaining("customers_mail_key")
                .hasMessageContaining("Nothing was copied")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4@x"));
        assertThat(query("SELECT count(*) FROM customers WHERE id IN (3, 4, 5)"))
                .containsExactly("0");
        Databases.execute(
                live,
                "DELETE FROM customers WHERE id = 1004",
                "ALTER TABLE customers ADD CONSTRAINT short CHECK (length(name) < 3) NOT VALID");
        assertThatThrownBy(() -> copy(CopyWish.KINDS, "customers")).hasMessageContaining("constraint short");
        Databases.execute(
                live,
                "ALTER TABLE customers DROP CONSTRAINT short",
                "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
                "CREATE TRIGGER away BEFORE INSERT ON customers FOR EACH ROW WHEN (NEW.id = 4) EXECUTE FUNCTION away()");
        assertThatThrownBy(() -> copy(CopyWish.KINDS, "customers")).hasMessageContaining("Of 3 rows");
        assertThat(query("SELECT count(*) FROM customers WHERE id IN (3, 4, 5)"))
                .containsExactly("0");
        Databases.execute(live, "DROP TRIGGER away ON customers");
        copy(CopyWish.KINDS, "customers");
        assertThat(query("SELECT count(*) FROM customers WHERE id IN (3, 4, 5)"))
                .containsExactly("3");
    }

    @Test
    void aSessionThatIsEndedInTheMiddleHasCopiedNothing() throws Exception {
        Databases.execute(
                live,
                "DELETE FROM orders WHERE id > 90",
                "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
                "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON orders DEFERRABLE FOR EACH ROW WHEN (NEW.id = 95)"
                        + " EXECUTE FUNCTION die()");
        restore("orders");

        assertThatThrownBy(() -> copy(CopyWish.KINDS, "orders"))
                .isInstanceOf(CopyRefused.class)
                .hasMessageContaining("Nothing was copied");

        assertThat(query("SELECT count(*) FROM orders")).containsExactly("90");
        assertThat(query("SELECT count(*) FROM pg_class WHERE relname LIKE '%_before'"))
                .containsExactly("0");
        Databases.execute(live, "DROP TRIGGER die ON orders");
        assertThat(copy(CopyWish.KINDS, "orders").inserted()).isEqualTo(10);
    }

    @Test
    void columnsThatCameOrWentSinceAreToldOf() throws Exception {
        Databases.execute(
                live,
                "ALTER TABLE customers ADD level int NOT NULL DEFAULT 7, ADD must int",
                "UPDATE customers SET must = 1",
                "ALTER TABLE customers ALTER must SET NOT NULL, DROP COLUMN mail, ALTER id TYPE bigint",
                "DELETE FROM orders",
                "DELETE FROM customers WHERE id = 9");
        restore("customers");
        CopyPlan.Table plan = plan("customers");
        assertThat(plan.notes())
                .anyMatch(note -> note.contains("no column mail"))
                .anyMatch(note -> note.contains("no column level"));
        assertThat(plan.blocking()).singleElement().asString().contains("must", "has no default");
        assertThat(plan.insert()).isEqualTo(1);
        Databases.execute(live, "ALTER TABLE customers ALTER must SET DEFAULT 2");

        copy(CopyWish.KINDS, "customers");

        assertThat(query("SELECT name || level || must FROM customers WHERE id = 9"))
                .containsExactly("customer 972");
    }

    @Test
    void aTableThatIsGoneIsRestoredAndComparedWithNothing() throws Exception {
        Databases.execute(live, "DROP TABLE orders");
        restore("orders");
        assertThat(tables.restored()
                        .find(restored.id())
                        .tables()
                        .get(0)
                        .differences()
                        .orElseThrow()
                        .missing())
                .isEqualTo(100);
        assertThat(tables.pages()
                        .page(restored.id(), TableWish.parse("orders"), Optional.empty(), 0, 5)
                        .rows())
                .hasSize(5)
                .allMatch(row -> row.live() == null);
        assertThat(plan("orders").blocking()).singleElement().asString().contains("no live table public.orders");
        Databases.execute(live, "CREATE TABLE orders AS TABLE " + restored.id() + ".orders");
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("100");
    }

    @Test
    void whoHoldsALiveTableIsNotWaitedForLongAndReadersAreNotDisturbed() throws Exception {
        restore("customers");
        Databases.execute(live, "UPDATE customers SET name = 'spoilt' WHERE id = 1");
        compare();
        try (Connection other = Databases.connect(live);
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("SELECT FROM customers WHERE id = 1 FOR UPDATE");
            assertThatThrownBy(() -> copy(CopyWish.KINDS, "customers"))
                    .hasMessageContaining("Somebody else is changing the same rows");
            sql.execute("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE");
            // a restore waits for nobody who holds the live one
            RestoredSchema second = tables.restore()
                    .run(backup, List.of(TableWish.parse("customers")), List.of(), TableBackups.operation());
            assertThat(second.id()).isEqualTo(restored.id() + "_2");
        }
    }

    @Test
    void othersWorkIsNotDroppedAndOthersSchemasAreNotOurs() throws Exception {
        restore("customers");
        Databases.execute(live, "CREATE VIEW mine AS SELECT * FROM " + restored.id() + ".customers");
        assertThatThrownBy(() -> tables.restored().drop(restored.id())).hasMessageContaining("nothing was dropped");
        assertThat(query("SELECT count(*) FROM mine")).containsExactly("100");
        Databases.execute(live, "DROP VIEW mine", "CREATE TABLE " + restored.id() + ".kept (id int)");
        assertThatThrownBy(() -> tables.restored().drop(restored.id())).hasMessageContaining("nothing was dropped");
        Databases.execute(live, "DROP TABLE " + restored.id() + ".kept");
        tables.restored().drop(restored.id());
        assertThat(tables.restored().all()).isEmpty();

        Databases.execute(
                live,
                "CREATE ROLE somebody_else_" + live.database(),
                "CREATE SCHEMA theirs AUTHORIZATION somebody_else_" + live.database(),
                "COMMENT ON SCHEMA theirs IS 'zencap restored tables: {\"backup\":\"x\"}'",
                "CREATE SCHEMA odd",
                "COMMENT ON SCHEMA odd IS 'zencap restored tables: {nonsense'");
        assertThat(tables.restored().all()).isEmpty();
        for (String id : List.of("theirs", "odd", "public", "a\"; DROP SCHEMA public; --")) {
            assertThatThrownBy(() -> tables.restored().drop(id)).isInstanceOf(NotRestored.class);
        }
    }

    @Test
    void theOwnerOfTheTablesNeedsToBeNoSuperuser() throws Exception {
        String role = "owner_" + live.database();
        Databases.execute(
                live,
                "CREATE ROLE " + role + " LOGIN CREATEDB PASSWORD 'pw'",
                "GRANT CREATE ON DATABASE " + live.database() + " TO " + role,
                "ALTER TABLE customers OWNER TO " + role,
                "ALTER TABLE orders OWNER TO " + role,
                "DELETE FROM orders WHERE id = 100",
                "ALTER ROLE " + role + " SET statement_timeout = '1s'",
                "ALTER ROLE " + role + " SET search_path = nowhere");
        tables = TableBackups.tables(PostgresUrl.of(live.hosts().get(0), role, "pw", live.database()), folder);
        restore("orders");
        copy(CopyWish.KINDS, "orders");
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("100");
        tables.restored().drop(restored.id());
    }

    @Test
    void defaultPrivilegesGiveNobodyWhatTheyMayNotSee() throws Exception {
        String role = "reader_" + live.database();
        Databases.execute(
                live,
                "CREATE ROLE " + role,
                "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO " + role,
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + role);
        restore("customers");
        assertThat(query("SELECT has_schema_privilege('" + role + "', '" + restored.id() + "', 'USAGE')"))
                .containsExactly("f");
    }
}
