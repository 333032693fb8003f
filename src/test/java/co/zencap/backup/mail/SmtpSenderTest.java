package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.settings.EmailSettings.Security;
import co.zencap.backup.settings.EmailSettings.Smtp;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmtpSenderTest {
    /** It keeps within the time of each step, and would go on for ever. */
    @ParameterizedTest
    @EnumSource(Security.class)
    void aServerThatAnswersByteByByteIsLeftInTime(Security security) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var dripping = CompletableFuture.supplyAsync(() -> drip(server));
            var sender = new SmtpSender(
                    new Smtp("127.0.0.1", server.getLocalPort(), security, Optional.empty()), Duration.ofSeconds(1));
            long start = System.nanoTime();

            assertThatThrownBy(() -> sender.send(new MimeMessage(sender.getSession())))
                    .isInstanceOf(MessagingException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(dripping.get()).as("bytes until it was left").isPositive();
        }
    }

    private static int drip(ServerSocket server) {
        int count = 0;
        try (Socket client = server.accept()) {
            while (true) {
                client.getOutputStream().write(count == 0 ? 0x16 : 3);
                count++;
                Thread.sleep(50);
            }
        } catch (IOException e) {
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return count;
        }
    }
}
