package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that takes every request and answers none, on the day that the service is started anew. */
class S3ConnectionTest {
    private final S3TestSettings server = S3TestSettings.onEmbeddedS3();
    private FaultyS3 proxy;
    private S3Connection connection;
    private CompletableFuture<Object> first;

    @BeforeEach
    void connect() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
        proxy.spoil(request -> true, new Fault.Hang());
        connection = new S3Connection(server.at(proxy.endpoint()).prefix("hanging"), Clock.systemUTC());
        first = CompletableFuture.supplyAsync(() -> {
            try {
                return connection.client();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Awaitility.await().until(() -> !proxy.requests().isEmpty());
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        proxy.close();
    }

    @Test
    void whatIsKnownOfItIsToldWhileItIsAsked() throws Exception {
        var known = CompletableFuture.supplyAsync(connection::capabilities);

        assertThat(known.get(2, TimeUnit.SECONDS)).isEmpty();
        assertThat(CompletableFuture.supplyAsync(connection::excess).get(2, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(first).isNotDone();
    }

    @Test
    void theEndDoesNotWaitForAnAnswerAndNothingIsOpenedAfterIt() throws Exception {
        CompletableFuture.runAsync(connection::close).get(2, TimeUnit.SECONDS);
        assertThat(first).isNotDone();

        proxy.heal();

        assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).hasRootCauseMessage(closed());
        assertThatThrownBy(connection::client).hasMessage(closed());
    }

    /** Else each would wait for all that came before it, minutes each. */
    @Test
    void whoWaitsForTheOneThatAsksSharesWhatThatOneHears() throws Exception {
        var second = new FutureTask<>(connection::client);
        var waiting = new Thread(second, "second");
        waiting.start();
        Awaitility.await().until(() -> waiting.getState() == Thread.State.BLOCKED);
        assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).hasRootCauseInstanceOf(IOException.class);
        int asked = proxy.requests().size();

        assertThatThrownBy(() -> second.get(2, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(RepositoryFailure.class, failure -> assertThat(failure.temporary())
                        .isTrue())
                .hasMessageContaining("HINT:");
        assertThat(proxy.requests()).hasSize(asked);

        proxy.heal();
        assertThat(connection.client()).isNotNull();
    }

    private String closed() {
        return "The connection to " + connection.settings().place() + " is closed";
    }
}
