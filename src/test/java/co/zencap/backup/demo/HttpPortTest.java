package co.zencap.backup.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HttpPortTest {
    @Test
    void aTakenPortIsRefusedWhenWishedFor() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> HttpPort.choose(OptionalInt.of(taken.getLocalPort())))
                    .hasMessageContaining("is taken. HINT:");
        }
    }

    @Test
    void aPortIsFoundWithoutAWish() throws IOException {
        int port = HttpPort.choose(OptionalInt.empty());

        try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.getLocalPort()).isEqualTo(port);
        }
    }
}
