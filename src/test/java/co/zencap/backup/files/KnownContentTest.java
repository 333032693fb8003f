package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownContentTest {

    @Test
    void remembersEveryContentAlsoWhileItGrows() {
        var known = new KnownContent(100_000);
        for (int i = 1; i <= 50_000; i++) {
            assertThat(known.claim(hash(i), i)).isZero();
        }
        for (int i = 1; i <= 50_000; i++) {
            assertThat(known.claim(hash(i), 77)).isEqualTo(i);
        }
        assertThat(known.size()).isEqualTo(50_000);
    }

    @Test
    void tellsHashesApartThatDifferInTheLastBit() {
        var known = new KnownContent(10);
        byte[] other = hash(1);
        other[31] ^= 1;
        known.claim(hash(1), 1);

        assertThat(known.claim(other, 2)).isZero();
    }

    @Test
    void takesNoMoreThanItsLimit() {
        var known = new KnownContent(2);
        known.claim(hash(1), 1);
        known.claim(hash(2), 1);

        assertThat(known.claim(hash(3), 2)).isZero();
        assertThat(known.claim(hash(3), 2)).isZero();
        assertThat(known.claim(hash(2), 2)).isEqualTo(1);
    }

    private static byte[] hash(int i) {
        byte[] bytes = new byte[32];
        new Random(i).nextBytes(bytes);
        return ByteBuffer.wrap(bytes).array();
    }
}
