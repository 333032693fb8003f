package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.TestApi;
import org.junit.jupiter.api.Test;

/** Tables and rows that come back, at the shell. */
class TableCommandsTest extends AtTheShell {
    private static final String TABLES = "/api/v1/restored-tables";
    private static final String PLAN =
            """
            {"plan":{"schema":"restored_1","database":"shop","blocked":%s,"rows":3,"tables":[{"table":"public.orders",
             "insert":2,"update":1,"left":4,"columns":["id"],"triggers":["Trigger note fires."],"sequences":[],
             "foreignKeys":[],"blocking":[%s],"notes":["The backup has no column level."]}]}}""";

    @Test
    void restoresWhatWasNamed() {
        api.answer("POST " + TABLES, 202, accepted("table-restoration", "running", 0));

        assertThat(zencap("table", "restore", "orders", "a b.c", "--schema", "sales", "--at", "2026-11-24T12:00:00Z"))
                .isZero();
        assertThat(zencap("table", "restore", "-x", "--", "-rf")).isEqualTo(2);
        assertThat(zencap("table", "restore", "--", "-rf")).isZero();

        assertThat(api.requests().get(0))
                .contains(
                        "\"tables\":[\"orders\",\"a b.c\"]",
                        "\"schemas\":[\"sales\"]",
                        "\"at\":\"2026-11-24T12:00:00Z\"");
        assertThat(api.requests().get(1)).contains("\"tables\":[\"-rf\"]");
    }

    @Test
    void listsWhatWasRestored() {
        api.answer(
                "GET " + TABLES,
                200,
                """
                {"restoredTables":[{"id":"restored_1","backup":"b1","takenAt":"2026-11-24T03:00:00Z","tables":[
                 {"name":"orders","of":"public.orders","rows":5000,"bytes":1000000,"differences":
                  {"missing":2,"changed":1,"unexpected":0}},{"name":"lines","of":"public.lines","rows":1,"bytes":1}]}],"away":["crm: refused\\u001b[31m"]}""");

        assertThat(zencap("table", "list")).isZero();

        assertThat(terminal.out()).contains("restored_1", "public.orders", "2 missing, 1 changed", "not compared");
        assertThat(terminal.err())
                .contains("NOTE: A database is away", "crm: refused")
                .doesNotContain("\u001b");
    }

    @Test
    void comparesAndShowsTheFirstRowsWithWhatDiffers() {
        api.answer("POST " + TABLES + "/restored_1/compare", 202, accepted("table-comparison", "running", 0))
                .answer(
                        "GET /api/v1/operations/op-1",
                        200,
                        operation("table-comparison", "succeeded", 0)
                                .replace(
                                        "\"rows\":574000",
                                        "\"missing\":2,\"changed\":1,\"unexpected\":0,\"notes\":[\"Odd.\"]"))
                .answer(
                        "GET " + TABLES + "/restored_1/differences?table=public.orders&kind=missing&after=0&limit=2",
                        200,
                        """
                        {"table":"public.orders","columns":["id","body"],"key":["id"],"next":2,"rows":[
                         {"number":1,"kind":"missing","key":["17"],"restored":{"id":"17","body":null}},
                         {"number":2,"kind":"missing","key":["18"],"restored":{"id":"18","body":"evil\\u001b[31m"}}]}""")
                .answer(
                        "GET " + TABLES + "/restored_1/differences?table=public.orders&after=2&limit=50",
                        200,
                        "{\"table\":\"public.orders\",\"rows\":[]}");

        assertThat(zencap("table", "diff", "restored_1", "public.orders", "--kind", "missing", "--limit", "2"))
                .isZero();

        assertThat(terminal.out())
                .contains("2 missing, 1 changed, 0 unexpected", "Odd.", "id=17 body=NULL", "id=18", "More: --after 2")
                .doesNotContain("\u001b[31m");
        assertThat(zencap("table", "diff", "restored_1", "public.orders", "--after", "2", "--json"))
                .isZero();
        assertThat(api.requests())
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void copiesBackOnlyWhatWasPlannedAndConfirmed() {
        String call = "POST " + TABLES + "/restored_1/copy-back";
        api.answer(call, 200, PLAN.formatted("false", ""))
                .answer(
                        call,
                        412,
                        TestApi.problem(
                                "Nothing was copied",
                                "The service would write to the database shop, and not other.",
                                ""))
                // a large one takes longer to plan than an answer may, so no plan is asked for first
                .answer(call, 202, accepted("copy-back", "running", 0));

        assertThat(zencap("table", "copy-back", "restored_1", "orders", "--plan"))
                .isZero();
        assertThat(terminal.out())
                .contains("public.orders", "Trigger note fires.", "no column level", "--confirm shop");
        assertThat(api.requests()).hasSize(1).noneMatch(request -> request.contains("confirmed"));

        assertThat(zencap("table", "copy-back", "restored_1", "orders", "--confirm", "other"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("would write to the database shop, and not other");
        assertThat(api.requests().get(1)).contains("\"confirmed\":true", "\"database\":\"other\"");
        assertThat(zencap("table", "copy-back", "restored_1")).isEqualTo(2);

        assertThat(zencap("table", "copy-back", "restored_1", "orders", "--confirm", "shop"))
                .isZero();
        assertThat(api.requests()).hasSize(3).last().asString().contains("\"database\":\"shop\"");
        assertThat(zencap("table", "copy-back", "restored_1", "--key", "x", "--key", "[1", "--plan"))
                .isEqualTo(2);
    }

    @Test
    void keysAreTextsOrJsonArraysOfTexts() {
        String call = "POST " + TABLES + "/restored_1/copy-back";
        api.answer(call, 200, PLAN.formatted("true", "\"In the way.\""));

        assertThat(zencap(
                        "table",
                        "copy-back",
                        "restored_1",
                        "orders",
                        "--rows",
                        "missing",
                        "--key",
                        "it's; --",
                        "--key",
                        "[\"[a\", \"2\"]",
                        "--plan"))
                .isEqualTo(6);

        assertThat(api.requests().get(0))
                .contains("\"rows\":\"missing\"", "\"keys\":[[\"it's; --\"],[\"[a\",\"2\"]]", "\"dryRun\":true");
        assertThat(terminal.out()).contains("In the way.", "Nothing can be copied.");
    }

    @Test
    void dropsRestoredTablesAndKeptDatabases() {
        api.answer("POST " + TABLES + "/restored_1/drop", 200, "{\"success\":true}")
                .answer("POST /api/v1/recoveries/dr0123456789ab/drop-kept", 200, "{\"success\":true}");

        assertThat(zencap("table", "drop", "restored_1")).isZero();
        assertThat(zencap("disaster-recovery", "--drop-kept", "my_shop_before_dr0123456789ab"))
                .isZero();

        assertThat(api.requests().get(1)).contains("\"database\":\"my_shop_before_dr0123456789ab\"");
        assertThat(zencap("table")).isEqualTo(2);
        assertThat(zencap("help", "table")).isZero();
        assertThat(terminal.out()).contains("copy-back", "restored beside the live one");
    }
}
