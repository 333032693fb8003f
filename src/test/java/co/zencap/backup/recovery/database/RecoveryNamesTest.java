package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecoveryNamesTest {
    private static final String UUID = "0d3b2f4e-6f0e-4d58-9d0e-2f6a5f3b9c11";

    @Test
    void namesTellWhatTheyAreOf() {
        var names = new RecoveryNames("shop", "cli1f9c02");

        assertThat(names.beside()).isEqualTo("shop_restored_cli1f9c02");
        assertThat(names.before()).isEqualTo("shop_before_cli1f9c02");
    }

    @Test
    void longNamesAndIdsAreCutInWholeCharactersAndStayApart() {
        String live = "\u00fc\ud83d\ude00".repeat(10);
        var names = new RecoveryNames(live, UUID);
        var others = new RecoveryNames(live, UUID.replace('1', '2'));

        assertThat(names.beside().getBytes(StandardCharsets.UTF_8).length).isBetween(58, 63);
        assertThat(names.beside()).startsWith("\u00fc\ud83d\ude00\u00fc").matches(".*_restored_[0-9a-f]{16}");
        assertThat(names.beside()).isNotEqualTo(others.beside());
        assertThat(names.before()).isNotEqualTo(others.before());
        assertThatThrownBy(() -> new RecoveryNames("x".repeat(64), UUID)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesOfAllKindsOfRecoveriesAreKnownAgain() {
        for (RecoveryIds kind : RecoveryIds.values()) {
            var names = new RecoveryNames("sh\nop", kind.id("0123456789abcdef"));

            assertThat(RecoveryNames.isOurs(names.beside())).isTrue();
            assertThat(RecoveryNames.isOurs(names.before())).isTrue();
        }
        assertThat(RecoveryNames.isOurs("shop_before_cli")).isFalse();
        assertThat(RecoveryNames.isOurs("shop_before_client01")).isFalse();
        assertThat(RecoveryNames.isOurs("shop_before_dr0123456789abc")).isFalse();
    }

    @Test
    void whatBeginsAlikeIsFound() {
        String live = "x".repeat(60);

        assertThat(new RecoveryNames(live, "cli1f9c02").beside())
                .startsWith(new RecoveryNames(live, "cli").besideBeginning(9));
    }
}
