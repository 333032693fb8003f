package co.zencap.backup.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void opensTheDataKeysThatItWrapped() throws GeneralSecurityException {
        MasterKey master = MasterKey.parse(HEX);
        DataKey data = DataKey.random();

        WrappedKey wrapped = master.wrap(data, "backup-1");

        assertThat(master.unwrap(wrapped, "backup-1").bytes()).isEqualTo(data.bytes());
        assertThat(wrapped.keyId()).isEqualTo(master.id());
    }

    @Test
    void refusesAWrappedKeyThatWasMovedToAnotherBackup() {
        MasterKey master = MasterKey.parse(HEX);
        WrappedKey wrapped = master.wrap(DataKey.random(), "backup-1");

        assertThatThrownBy(() -> master.unwrap(wrapped, "backup-2"))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("belongs to another backup");
    }

    @Test
    void saysWhichKeyIsNeededWhenAnotherOneIsGiven() {
        WrappedKey wrapped = MasterKey.parse(HEX).wrap(DataKey.random(), "backup-1");
        MasterKey other = MasterKey.parse(MasterKey.generate());

        assertThatThrownBy(() -> other.unwrap(wrapped, "backup-1"))
                .hasMessageContaining(wrapped.keyId())
                .hasMessageContaining(other.id())
                .hasMessageContaining("HINT:");
    }

    @Test
    void whatSomebodyTypedDoesNotLookRandom() {
        for (String typed : new String[] {
            "0123456789abcdef".repeat(4),
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "deadbeef".repeat(8)
        }) {
            assertThat(MasterKey.parse(typed).looksRandom()).as(typed).isFalse();
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(MasterKey.parse(MasterKey.generate()).looksRandom()).isTrue();
        }
    }

    @Test
    void knowsItsOwnSignatureAndNoOther() {
        MasterKey master = MasterKey.parse(HEX);
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);

        assertThat(master.verifies(content, master.sign(content))).isTrue();
        assertThat(master.verifies(
                        content, MasterKey.parse(MasterKey.generate()).sign(content)))
                .isFalse();
    }

    @Test
    void refusesWhatIsNoKeyWithoutRepeatingIt() {
        for (String text : new String[] {"", "secret-secret", HEX + "0", HEX.replace('1', 'g'), "ab".repeat(32)}) {
            assertThatThrownBy(() -> MasterKey.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keygen")
                    .extracting(Throwable::getMessage)
                    .satisfies(m -> assertThat((String) m).doesNotContain(text.isEmpty() ? "\0" : text));
        }
    }

    @Test
    void hasTheSameIdEverywhereAndForAllTime() {
        assertThat(MasterKey.parse(HEX).id())
                .isEqualTo(MasterKey.parse(HEX.toUpperCase()).id());
        assertThat(MasterKey.parse(HEX).toString()).doesNotContain("0001020304");
    }
}
