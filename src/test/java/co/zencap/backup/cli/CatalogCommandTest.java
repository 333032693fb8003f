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
             "endedAt":"2026-11-24T11:55:02Z","result":{"backups":%d,"copies":%d,"holds":%d,"knownCopies":%d,"refused":%d,
             "refusals":["s3 shop/20261124T093015Z-1f9c02: was changed"],"notKnown":["operations","alerts"]},
             "problem":%s}}""";

    @Test
    void aRebuildSaysWhatCameBackAndWhatDidNot() {
        api.answer(REBUILD, 202, ended("succeeded", "null", 3, 5, 1, 2, 1));

        assertThat(zencap("catalog", "rebuild")).isZero();

        assertThat(terminal.out())
                .contains("Added: 3 backups, 5 copies, 1 legal hold. Known before: 2 copies.")
                .contains("1 is not to be trusted and was left out:\n  s3 shop/20261124T093015Z-1f9c02: was changed")
                .contains("a lost catalog takes them along: operations, alerts.");
    }

    private static String ended(
            String state, String problem, int backups, int copies, int holds, int known, int refused) {
        return ENDED.formatted(state, backups, copies, holds, known, refused, problem);
    }

    @Test
    void manyAreCountedWithSeparatorsAndOneIsOne() {
        api.answer(REBUILD, 202, ended("succeeded", "null", 1, 1, 0, 12_345, 1_204));

        assertThat(zencap("catalog", "rebuild")).isZero();

        assertThat(terminal.out())
                .contains("Added: 1 backup, 1 copy, 0 legal holds. Known before: 12,345 copies.")
                .contains("1,204 are not to be trusted and were left out:");
    }

    @Test
    void jsonIsTheOperation() {
        api.answer(REBUILD, 202, ended("succeeded", "null", 3, 5, 1, 2, 1));

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
                ended(
                        "failed",
                        "{\"title\":\"Not whole\",\"detail\":\"s3 is away\",\"hint\":\"wait\"}",
                        0,
                        0,
                        0,
                        0,
                        0));

        assertThat(zencap("catalog", "rebuild")).isEqualTo(1);

        assertThat(terminal.err()).contains("Not whole: s3 is away");
    }
}
