package co.zencap.backup.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAddressTest {
    @Test
    void isWhereTheServiceListensUnlessSaidOtherwise() {
        assertThat(address(Map.of())).hasToString("http://localhost:3000");
        assertThat(address(Map.of("BACKUP_HTTP_HOST", "10.0.0.7", "BACKUP_HTTP_PORT", "8080")))
                .hasToString("http://10.0.0.7:8080");
        assertThat(address(Map.of("BACKUP_API_URL", "https://backup.example.com/", "BACKUP_HTTP_PORT", "8080")))
                .hasToString("https://backup.example.com");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, localhost", "::, localhost", "::1, [::1]", "[::1], [::1]"})
    void anAddressToListenOnBecomesOneToCall(String listen, String call) {
        assertThat(address(Map.of("BACKUP_HTTP_HOST", listen))).hasToString("http://" + call + ":3000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:3000", "ftp://h", "http://", "http://admin:hunter2@h:3000", "http://h:hunter2"})
    void refusesWhatIsNoAddressWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> address(Map.of("BACKUP_API_URL", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT:")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void tellsWhenTheKeyCouldBeReadOnItsWay() {
        assertThat(address(Map.of()).isExposed()).isFalse();
        assertThat(address(Map.of("BACKUP_API_URL", "http://127.0.0.1:1")).isExposed())
                .isFalse();
        assertThat(address(Map.of("BACKUP_API_URL", "http://[::1]:1")).isExposed())
                .isFalse();
        assertThat(address(Map.of("BACKUP_API_URL", "https://backup.example.com"))
                        .isExposed())
                .isFalse();
        assertThat(address(Map.of("BACKUP_API_URL", "http://backup.example.com"))
                        .isExposed())
                .isTrue();
    }

    @Test
    void doesNotPrintTheKey() {
        assertThat(address(Map.of("ADMIN_API_KEY", "hunter2")).toString()).doesNotContain("hunter2");
    }

    private static ApiAddress address(Map<String, String> variables) {
        return ApiAddress.of(variables, Path.of(""));
    }
}
