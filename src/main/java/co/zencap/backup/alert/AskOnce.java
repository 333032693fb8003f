package co.zencap.backup.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * How the clients of paid services ask: a request goes out once, to the operator's address and no other, and is over within
 * seconds. When to try again is the alert book's business.
 */
public final class AskOnce {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ALL = Duration.ofSeconds(15);
    private static final int LONGEST_ANSWER = 1 << 16;

    private AskOnce() {}

    /** A client that does so. */
    public static OkHttpClient client(OkHttpClient.Builder builder) {
        return builder.connectTimeout(CONNECT)
                .callTimeout(ALL)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                // One that was kept may be dead, and what is sent on it lost or sent twice.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
    }

    /**
     * What was answered.
     *
     * @param reason finds in an answer of failure what people have to know
     * @throws ChannelRefusal when it is one
     */
    public static String answer(Response response, UnaryOperator<String> reason) throws IOException {
        try (response) {
            String body = response.peekBody(LONGEST_ANSWER).string();
            if (!response.isSuccessful()) {
                throw new ChannelRefusal(response.code(), reason.apply(body), response.header("Retry-After"));
            }
            return body;
        }
    }
}
