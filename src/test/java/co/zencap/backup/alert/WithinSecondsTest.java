package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that never say anything wrong, and never come to an end. */
@Timeout(60)
class WithinSecondsTest {
    private ServerSocket server;

    private interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void anAnswerThatComesByteByByteIsNotWaitedFor() throws Exception {
        answer(out -> {
            out.write(head("Content-Length: 1000000"));
            while (true) {
                drip(out, 'x');
            }
        });

        assertEnds();
    }

    @Test
    void norAreHeadersThatDo() throws Exception {
        answer(out -> {
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                drip(out, 'x');
            }
        });

        assertEnds();
    }

    @Test
    void ofAnAnswerWithoutEndTheBeginningIsTaken() throws Exception {
        answer(out -> {
            out.write(head("Connection: close"));
            byte[] more = new byte[1 << 16];
            while (true) {
                out.write(more);
            }
        });
        HttpClientBuilder builder = HttpClientBuilder.create();
        new PlainHttp().configureHttpClient(builder);

        try (CloseableHttpClient client = builder.build()) {
            byte[] taken = client.execute(request(), response -> EntityUtils.toByteArray(response.getEntity()));
            assertThat(taken).hasSize(WithinSeconds.LONGEST_ANSWER);
        }
    }

    @Test
    void oneThatEndsIsWhole() throws Exception {
        answer(out -> {
            out.write(head("Content-Length: 2", "Content-Type: text/plain; charset=utf-8"));
            out.write("ok".getBytes(StandardCharsets.US_ASCII));
        });

        try (CloseableHttpClient client = client()) {
            String taken = client.execute(request(), response -> EntityUtils.toString(response.getEntity()));
            assertThat(taken).isEqualTo("ok");
        }
    }

    private void assertEnds() throws IOException {
        long begun = System.nanoTime();
        try (CloseableHttpClient client = client()) {
            assertThatThrownBy(
                            () -> client.execute(request(), response -> EntityUtils.toByteArray(response.getEntity())))
                    .isInstanceOf(IOException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static CloseableHttpClient client() {
        return HttpClientBuilder.create()
                .disableAutomaticRetries()
                .addExecInterceptorFirst("within", new WithinSeconds(Duration.ofSeconds(1)))
                .build();
    }

    private HttpGet request() {
        return new HttpGet("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    private void answer(Answer answer) {
        var thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[8192]);
                answer.write(socket.getOutputStream());
            } catch (IOException e) {
                // whoever asked has hung up, as it should
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void drip(OutputStream out, char one) throws IOException, InterruptedException {
        out.write(one);
        out.flush();
        Thread.sleep(100);
    }

    private static byte[] head(String... headers) {
        return ("HTTP/1.1 200 OK\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
