package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.files.Pack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Until when packs of older backups are borrowed. */
class PackAgeTest {
    private static final Instant MADE = Instant.parse("2026-11-26T09:30:15Z");
    private static final List<Pack> PACKS = IntStream.range(0, 1000)
            .mapToObj(i -> new Pack(
                    1, "uploads", "20261126T093015Z-1f9c02", "files-" + i + ".tar", 1, 1, "0".repeat(64), 1, 1))
            .toList();

    private final PackAge age = new PackAge(Duration.ofDays(60));

    @Test
    void allAreBorrowedForHalfOfTheTimeAndNoneAfterIt() {
        assertThat(borrowed(30)).isEqualTo(PACKS.size());
        assertThat(borrowed(60)).isZero();
    }

    @Test
    void theyEndOneByOneAndTheSameOnesEachTime() {
        assertThat(borrowed(45)).isBetween(400L, 600L).isEqualTo(borrowed(45));
        assertThat(borrowed(36)).isBetween(700L, 900L);
    }

    private long borrowed(int days) {
        return PACKS.stream()
                .filter(pack -> age.allows(pack, MADE.plus(Duration.ofDays(days))))
                .count();
    }
}
