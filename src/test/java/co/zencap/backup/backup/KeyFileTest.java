package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyFileTest {
    private static final BackupId ID = new BackupId("20261124T093015Z-1f9c02");
    private final MasterKey master = MasterKey.parse(MasterKey.generate());
    private final byte[] bytes = KeyFile.write(master.wrap(DataKey.random(), ID.value()));

    @Test
    void isWholeAsItWasWritten() throws IOException {
        KeyFile.check(bytes, ID, master);
    }

    @Test
    void noticesEveryChangeOfEveryByte() {
        for (int i = 0; i < bytes.length; i++) {
            for (int mask = 1; mask < 256; mask++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) mask;
                assertThatThrownBy(() -> KeyFile.check(changed, ID, master)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void noticesWhatIsAppended() {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = ' ';

        assertThatThrownBy(() -> KeyFile.check(longer, ID, master)).hasMessageContaining("was changed");
    }

    @Test
    void opensInSpiteOfABlemish() throws IOException {
        String blemished = new String(bytes, StandardCharsets.UTF_8).replace(",", " ,\n");

        assertThat(KeyFile.open(blemished.getBytes(StandardCharsets.UTF_8), ID, master))
                .isNotNull();
    }
}
