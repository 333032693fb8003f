package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WalChainTest {
    private static final long SEGMENT = 16 << 20;
    private static final Manifest.Base BASE = new Manifest.Base(
            "7", 1, Lsn.parse("0/2000028"), Lsn.parse("0/3000100"), SEGMENT, Map.of(), List.of(), List.of());
    private static final String FIRST = "000000010000000000000002";
    private static final String SECOND = "000000010000000000000003";
    private static final String THIRD = "000000010000000000000004";
    private static final String FOURTH = "000000010000000000000005";

    @Test
    void namesAreThoseOfPostgres() {
        assertThat(WalSegment.of(1, Lsn.parse("16/B374D848"), SEGMENT).name()).isEqualTo("0000000100000016000000B3");
        assertThat(WalSegment.of(0x1f, Lsn.parse("FFFFFFFF/FF000000"), SEGMENT).name())
                .isEqualTo("0000001FFFFFFFFF000000FF");
        assertThat(WalSegment.of(1, Lsn.parse("1/0"), 64 << 20).name()).isEqualTo("000000010000000100000000");
        assertThat(WalSegment.parse("0000000100000016000000B3", SEGMENT)
                        .orElseThrow()
                        .start())
                .isEqualTo(Lsn.parse("16/B3000000"));
        assertThat(WalSegment.parse("0000000100000000000000FF", SEGMENT)
                        .orElseThrow()
                        .next()
                        .name())
                .isEqualTo("000000010000000100000000");
        assertThat(WalSegment.before(1, Lsn.parse("0/3000000"), SEGMENT).name()).isEqualTo(FIRST);
        assertThat(WalSegment.history(0xab)).isEqualTo("000000AB.history");
    }

    @Test
    void onlyNamesOfPostgresAreTaken() {
        assertThat(List.of(FIRST, FIRST + ".partial", FIRST + ".00000028.backup", "00000002.history"))
                .allMatch(WalSegment::isFile);
        assertThat(List.of(
                        "",
                        "../../etc/passwd",
                        FIRST + "/x",
                        "0000000a0000000000000002",
                        FIRST + ".tmp",
                        "2.history",
                        FIRST + "\n"))
                .noneMatch(WalSegment::isFile);
        assertThatThrownBy(() -> Lsn.parse("0/123456789")).hasMessageContaining("HINT");
    }

    @Test
    void placesBeyondTheMiddleOfTheRangeAreLater() {
        assertThat(Lsn.parse("FFFFFFFF/0").reaches(Lsn.parse("7FFFFFFF/0"))).isTrue();
        assertThat(Lsn.parse("0/1").reaches(Lsn.parse("FFFFFFFF/0"))).isFalse();
    }

    @Test
    void aChainEndsWhereTheLogDoes() {
        WalChain chain = chain(Set.of(FIRST, SECOND, THIRD));

        assertThat(chain.isWhole()).isTrue();
        assertThat(chain.last().orElseThrow().name()).isEqualTo(THIRD);
        assertThat(chain.lastIsPartial()).isFalse();
    }

    @Test
    void aBeginningOfTheNextSegmentBelongsToIt() {
        WalChain chain = chain(Set.of(FIRST, SECOND, THIRD + ".partial"));

        assertThat(chain.isWhole()).isTrue();
        assertThat(chain.last().orElseThrow().name()).isEqualTo(THIRD);
        assertThat(chain.lastIsPartial()).isTrue();
    }

    @Test
    void aMissingSegmentIsAGapOnlyIfLaterOnesAreThere() {
        assertThat(chain(Set.of(FIRST, SECOND, FOURTH)).gap().orElseThrow().name())
                .isEqualTo(THIRD);
        assertThat(chain(Set.of(FIRST, SECOND, FOURTH)).usable()).isTrue();
        assertThat(chain(Set.of(FIRST, SECOND, THIRD + ".partial", FOURTH)).gap())
                .isPresent();
        assertThat(chain(Set.of(FIRST, SECOND)).gap()).isEmpty();
        assertThat(chain(Set.of("000000010000000000000001", FIRST, SECOND)).gap())
                .isEmpty();
    }

    @Test
    void withoutTheLogUpToItsEndABaseBackupIsOfNoUse() {
        assertThat(chain(Set.of()).usable()).isFalse();
        assertThat(chain(Set.of(FIRST)).usable()).isFalse();
        assertThat(chain(Set.of(SECOND, THIRD)).usable()).isFalse();
        assertThat(chain(Set.of(SECOND, THIRD)).gap().orElseThrow().name()).isEqualTo(FIRST);
    }

    @Test
    void theBranchThatWasMadeLastIsFollowed() throws IOException {
        TimelineHistory second = history(2, "1\t0/4000500\tno recovery target specified\n");
        Set<String> names = Set.of(
                FIRST,
                SECOND,
                THIRD + ".partial",
                "00000002.history",
                "000000020000000000000004",
                "000000020000000000000005");

        WalChain chain = WalChain.of(BASE, names, List.of(second));

        assertThat(chain.timeline()).isEqualTo(2);
        assertThat(chain.isWhole()).isTrue();
        assertThat(chain.last().orElseThrow().name()).isEqualTo("000000020000000000000005");
    }

    @Test
    void aBranchThatWasLeftBeforeTheBaseBackupEndedIsNotIts() throws IOException {
        TimelineHistory other = history(2, "1\t0/2000500\tbefore\n");

        WalChain chain = WalChain.of(BASE, Set.of(FIRST, SECOND, "000000020000000000000002"), List.of(other));

        assertThat(chain.timeline()).isEqualTo(1);
        assertThat(chain.last().orElseThrow().name()).isEqualTo(SECOND);
    }

    @Test
    void branchesOfBranchesAreFollowed() throws IOException {
        TimelineHistory third = history(3, "1\t0/4000500\ta\n\n2\t0/5000500\tb\n");
        Set<String> names = Set.of(
                FIRST, SECOND, "000000020000000000000004", "000000030000000000000005", "000000030000000000000006");

        WalChain chain = WalChain.of(BASE, names, List.of(history(2, "1\t0/4000500\ta\n"), third));

        assertThat(chain.timeline()).isEqualTo(3);
        assertThat(chain.last().orElseThrow().name()).isEqualTo("000000030000000000000006");
        assertThat(chain.gap()).isEmpty();
    }

    @Test
    void whatIsNoHistoryIsRefused() {
        assertThatThrownBy(() -> history(2, "nonsense")).hasMessageContaining("timeline 2");
    }

    private static TimelineHistory history(int timeline, String text) throws IOException {
        return TimelineHistory.parse(timeline, text.getBytes(StandardCharsets.UTF_8));
    }

    private static WalChain chain(Set<String> names) {
        return WalChain.of(BASE, names, List.of());
    }
}
