package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyStatementTest {
    @Test
    void readsPlainNames() {
        assertThat(CopyStatement.parse("COPY public.orders (id, total) FROM stdin;\n", "public"))
                .isEqualTo(new CopyStatement(new TableName("public", "orders"), List.of("id", "total")));
    }

    @Test
    void readsQuotedNames() {
        assertThat(CopyStatement.parse("COPY \"a.b\".\"x \"\"y\"\"\" (\"a, (b)\", \"ä\", c$1) FROM stdin;\n", "other"))
                .isEqualTo(new CopyStatement(new TableName("a.b", "x \"y\""), List.of("a, (b)", "ä", "c$1")));
    }

    @Test
    void readsTablesWithoutColumns() {
        assertThat(CopyStatement.parse("COPY public.nothing  FROM stdin;\n", "public"))
                .isEqualTo(new CopyStatement(new TableName("public", "nothing"), List.of()));
    }

    @Test
    void takesTheSchemaFromTheEntryWhereTheStatementHasNone() {
        assertThat(CopyStatement.parse("COPY old (a) FROM stdin;\n", "shop").target())
                .isEqualTo(new TableName("shop", "old"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "COPY ",
                "COPY a",
                "COPY a (",
                "COPY a (b",
                "COPY a (b) FROM",
                "COPY \"a",
                "COPY a () FROM stdin;"
            })
    void refusesAnythingElse(String statement) {
        assertThatIllegalArgumentException().isThrownBy(() -> CopyStatement.parse(statement, "s"));
    }
}
