package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.testing.Hostile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lies beside a log in a repository is read with care: it may be anybody's. */
class HostileLogTest {
    private static final String HISTORY = "# comment\n1\t0/3000000\tno recovery target specified\n\n2\t1A/B0\tx\n";

    @Test
    void aPositionIsWholeOrRefused() {
        JsonNode whole = Json.MAPPER.valueToTree(
                new WalPosition(1, "shop", "7", 1, Lsn.parse("0/5"), Instant.parse("2026-11-24T09:30:15Z"), 16 << 20));
        Hostile.tries(3000, input -> {
            byte[] bytes = input.json(whole).getBytes(StandardCharsets.UTF_8);
            try {
                WalPosition position = WalPosition.read(new ByteArrayInputStream(bytes), "shop", "7", Optional.empty());
                assertThat(position.reached().reaches(Lsn.parse("0/0"))).isTrue();
                assertThat(position.recoverable()).isNotNull();
                assertThat(position.segmentBytes()).isPositive();
                assertThat(position.timeline()).isNotZero();
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
        });
    }

    @Test
    void aHistoryIsOneOrRefused() {
        Hostile.tries(5000, input -> {
            byte[] bytes = input.changed(HISTORY.getBytes(StandardCharsets.UTF_8));
            try {
                TimelineHistory.parse(3, bytes).forks().forEach(fork -> assertThat(fork.at())
                        .isNotNull());
            } catch (IOException e) {
                Hostile.requireFit(e);
            }
        });
    }
}
