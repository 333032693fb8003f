package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableWishTest {
    @Test
    void namesAreTakenAsTheyAre() {
        assertThat(TableWish.parse("orders")).isEqualTo(new TableWish(Optional.empty(), "orders"));
        assertThat(TableWish.parse("Sales.Orders")).isEqualTo(new TableWish(Optional.of("Sales"), "Orders"));
        assertThat(TableWish.parse("\"a.b\".\"c\"\"d; drop\""))
                .isEqualTo(new TableWish(Optional.of("a.b"), "c\"d; drop"));
        assertThat(TableWish.parse("-n")).isEqualTo(new TableWish(Optional.empty(), "-n"));
        assertThat(TableWish.parse("a b\nc")).isEqualTo(new TableWish(Optional.empty(), "a b\nc"));
        assertThat(TableWish.parse("public.a.b")).isEqualTo(new TableWish(Optional.of("public"), "a.b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "\"a", "\"a\"b", "\"\"", "a\0b"})
    void whatIsNoNameIsRefused(String text) {
        assertThatThrownBy(() -> TableWish.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT: write orders");
    }

    @ParameterizedTest
    @CsvSource({"public, orders", "'a.b', 'c\"d'", "'Ü n', '-x'", "'a', 'new\nline'"})
    void whatIsShownIsReadAgain(String schema, String table) {
        assertThat(TableWish.parse(TableWish.shown(schema, table)))
                .isEqualTo(new TableWish(Optional.of(schema), table));
    }

    @Test
    void longNamesAreCutInWholeCharacters() {
        assertThat(BesideSchema.withEnding("orders", "_before")).isEqualTo("orders_before");
        String cut = BesideSchema.withEnding("ü".repeat(31), "_differences");
        assertThat(cut).isEqualTo("ü".repeat(25) + "_differences");
    }

    @Test
    void ofADumpsContentsOnlyWhatColumnsNeedIsWanted() {
        String contents =
                """
                ;
                ; Archive created at 2026-11-26
                ;
                6; 2615 2200 SCHEMA - public owner
                215; 1259 16399 TABLE public orders owner
                3350; 0 16399 TABLE DATA public orders owner
                3200; 2606 16404 CONSTRAINT public orders orders_pkey owner
                3201; 2606 16405 FK CONSTRAINT public orders orders_customer owner
                3351; 0 0 ACL public TABLE orders owner
                3352; 0 0 COMMENT public TABLE orders owner
                220; 1255 16500 FUNCTION public next_id() owner
                221; 2620 16501 TRIGGER public orders TABLE owner
                """;
        assertThat(contents.lines().filter(StructureDatabase::isWanted))
                .containsExactly(
                        "6; 2615 2200 SCHEMA - public owner",
                        "215; 1259 16399 TABLE public orders owner",
                        "3200; 2606 16404 CONSTRAINT public orders orders_pkey owner",
                        "220; 1255 16500 FUNCTION public next_id() owner");
    }
}
