package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The catalog's command. */
class CatalogCommandTest extends AtTheShell {
    private static final String REBUILD = "POST /api/v1/catalog/rebuild";
    private static final String ENDED =
            """
            {"operation":{"id":"op-1","kind":"catalog-rebuild","target":"shop","state":"%s","phase":"manifests",
             "progress":{"bytes":1,"totalBytes":1,"percent":100},"startedAt":"2026-11-24T11:55:00Z",
             "endedAt":"2026-11-24T11:55:02Z","result":{"backups":3,"copies":5,"holds":1,"knownCopies":2,"refused":1,
             "refusals":["s3 shop/20261124T093015Z-1f9c02: was changed"],"notKnown":["operations","alerts"]},
             "problem":%s}}""";

    @Test
    void aRebuildSaysWhatCameBackAndWhatDidNot() {
        api.answer(REBUILD, 202, ENDED.formatted("succeeded", "null"));

        assertThat(zencap("catalog", "rebuild")).isZero();

        assertThat(terminal.out())
                .contains("Added: 3 backups, 5 copies, 1 legal holds. Known before: 2 copies.")
                .contains("1 are not to be trusted and were left out:\n  s3 shop/20261124T093015Z-1f9c02: was changed")
                .contains("a lost catalog takes them along: operations, alerts.");
    }

    @Test
    void jsonIsTheOperation() {
        api.answer(REBUILD, 202, ENDED.formatted("succeeded", "null"));

        assertThat(zencap("catalog", "rebuild", "--json")).isZero();

        assertThat(terminal.out())
                .startsWith("{")
                .contains("\"knownCopies\" : 2")
                .doesNotContain("Added");
    }

    @Test
    void aRebuildThatFailsEndsWithOne() {
        api.answer(
                REBUILD,
                202,
                ENDED.formatted("failed", "{\"title\":\"Not whole\",\"detail\":\"s3 is away\",\"hint\":\"wait\"}"));

        assertThat(zencap("catalog", "rebuild")).isEqualTo(1);

        assertThat(terminal.err()).contains("Not whole: s3 is away");
    }
}
