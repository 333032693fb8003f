package co.zencap.backup.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
    @Test
    void aKeyIsRecognizedAndIsAnotherEachTime() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            made.add(KeyText.generate());
        }

        assertThat(made).hasSize(1000).allMatch(key -> key.matches("zcb_[0-9a-f]{64}"));
    }

    @Test
    void itsDigestIsPlainSha256() {
        String key = KeyText.generate();

        assertThat(KeyText.digest(key)).contains(DigestUtils.sha256Hex(key));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "zcb_",
                "zcb_0123",
                "ZCB_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "' OR 1=1"
            })
    void whatCanBeNoKeyHasNone(String shown) {
        assertThat(KeyText.digest(shown)).isEmpty();
    }
}
