package co.zencap.backup.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetIdTest {
    @Test
    void aDatabaseThatCanNameATargetDoes() {
        for (String name : List.of("shop", "a-b", "2026_sales", "a".repeat(63))) {
            assertThat(TargetId.ofDatabase(name)).hasToString(name);
        }
    }

    /** Backups of the one would pass for those of the other. */
    @Test
    void noTwoDatabasesNameTheSameTarget() {
        List<String> names = List.of(
                "a-b",
                "a b",
                "a.b",
                "a  b",
                "A-B",
                "_a-b",
                "-a-b",
                "\u00e4",
                "\u00f6",
                "database",
                "a".repeat(64),
                "a".repeat(65));

        List<String> targets =
                names.stream().map(name -> TargetId.ofDatabase(name).value()).toList();

        assertThat(targets).doesNotHaveDuplicates().allMatch(TargetId::isValid).startsWith("a-b");
        assertThat(targets.get(1))
                .matches("a-b-[0-9a-f]{8}")
                .isEqualTo(TargetId.ofDatabase("a b").value());
        assertThat(targets.get(7)).matches("database-[0-9a-f]{8}");
    }
}
