package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogEntryTest {
    @Test
    void holdsNothingThatPostgresqlRefusesForEver() {
        CatalogEntry entry = CatalogEntry.entry(
                "record-alert", "detail", "from\0outside", "problem", CatalogEntry.json(Map.of("hint", "a\0b")));

        assertThat(entry.parameters().get("detail")).isEqualTo("from\ufffdoutside");
        assertThat(entry.parameters().get("problem")).isEqualTo("{\"hint\":\"a\\ufffdb\"}");
    }
}
