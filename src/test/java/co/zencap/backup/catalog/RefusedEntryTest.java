package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedEntryTest {
    private static final CatalogEntry WHOLE = CatalogEntry.entry(
            "record-event",
            "at",
            "2026-11-27T00:00:00Z",
            "type",
            "t",
            "component",
            "c",
            "message",
            "m",
            "details",
            "{}");

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22P02", "23502", "23505", "23514", "42501", "42601", "42804", "54000", "P0001"})
    void whatTheEntrySaysIsRefusedForGood(String state) {
        assertThat(RefusedEntry.of(WHOLE, thrown(state)).orElseThrow().reason())
                .isEqualTo("ERROR: it will not do (SQLSTATE " + state + ").");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08001", "28P01", "3D000", "53100", "53200", "53300", "57P01", "57P03", "57014", "40001",
                "40P01", "55P03", "25006", "25P02", "0A000", "26000", "58030", "XX001", "3F000", "42P01", "42703",
                "42883", "42P10"
            })
    void whatMayPassIsTriedAgain(String state) {
        assertThat(RefusedEntry.of(WHOLE, thrown(state))).isEmpty();
    }

    /** The words of a driver that lost its connection in the middle may say anything, and its state nothing. */
    @Test
    void whatIsNotOfTheServerIsTriedAgain() {
        assertThat(RefusedEntry.of(WHOLE, thrown(null))).isEmpty();
        assertThat(RefusedEntry.of(WHOLE, new IllegalStateException(new ConnectException("refused"))))
                .isEmpty();
        assertThat(RefusedEntry.of(
                        WHOLE, new SQLTransientConnectionException("no connection", new SQLException("rule", "23505"))))
                .isEmpty();
    }

    @Test
    void whatAnotherVersionHasWrittenIsRefused() {
        var failure = new IllegalArgumentException("not found");

        assertThat(RefusedEntry.of(CatalogEntry.entry("record-of-tomorrow"), failure)
                        .orElseThrow()
                        .reason())
                .isEqualTo("This program knows no statement record-of-tomorrow.");
        assertThat(RefusedEntry.of(CatalogEntry.entry("record-event", "at", "x", "message", null), failure)
                        .orElseThrow()
                        .reason())
                .isEqualTo("It lacks what its statement needs: component, details, type.");
        assertThat(RefusedEntry.of(new CatalogEntry(null, Map.of()), failure)).isPresent();
    }

    private static Throwable thrown(String state) {
        return new IllegalStateException(
                "of Camel", new SQLException("ERROR: it will not do\n  Detail: Failing row contains (secret).", state));
    }
}
