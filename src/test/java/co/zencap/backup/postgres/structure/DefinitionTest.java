package co.zencap.backup.postgres.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DefinitionTest {
    @Test
    void whatTheServerWritesAnewIsTheSame() {
        assertThat(
                        Definition.normalised(
                                "CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))"))
                .isEqualTo(Definition.normalised("CHECK (((status)::text = ANY (ARRAY[('a'::character varying)::text,"
                        + " ('b'::character varying)::text])))"))
                .isEqualTo("CHECKstatus=ANY'a','b'");
        assertThat(Definition.normalised("(a)::numeric(10,2) < now()::timestamp(3) without time zone"))
                .isEqualTo("a<now");
        assertThat(Definition.normalised("x::\"odd type\".\"it\"\"s\"[][] || y"))
                .isEqualTo("x||y");
    }

    @Test
    void constantsAndNamesAreKept() {
        assertThat(Definition.normalised("a = '(x)::text ''[]' AND \"b(c)\" > 1"))
                .isEqualTo("a='(x)::text ''[]'AND\"b(c)\">1");
        assertThat(Definition.normalised("ARRAY_AGG(ARRAY[1])")).isEqualTo("ARRAY_AGG1");
    }
}
