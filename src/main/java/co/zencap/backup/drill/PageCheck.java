package co.zencap.backup.drill;

import co.zencap.backup.settings.Settings.TestPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A page of the operator's application: asked until it answers well, as an application takes its time to start. Nobody reads
 * what it holds, and nobody follows it to another server.
 */
record PageCheck(TestPage page) {
    private static final int MOST_REDIRECTS = 5;
    private static final Duration BETWEEN = Duration.ofMillis(500);

    /** How it went the last time: a status, or why there is none. */
    private record Try(int status, String words) {
        boolean passed() {
            return status / 100 == 2;
        }
    }

    /**
     * Waits until it answers with a status of 200 to 299.
     *
     * @return that status
     * @throws IOException when it did not within its time, saying what it did instead
     */
    int run() throws IOException {
        long end = System.nanoTime() + page.limit().toNanos();
        // HTTP/1.1 spares a simple server the offer to change to another.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            Try last = ask(client, end);
            while (!last.passed()) {
                if (left(end).compareTo(BETWEEN) <= 0) {
                    throw new IOException("The application does not work with the restored database: its page at "
                            + page.server() + " " + last.words() + ", and nothing better came within "
                            + page.limit().toSeconds() + " s. HINT: see what the application says; raise"
                            + " BACKUP_TEST_URL_SECONDS if it takes longer to start.");
                }
                TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
                Try next = ask(client, end);
                // What was cut off by the time's end says less than what came before.
                last = next.passed() || !left(end).isZero() ? next : last;
            }
            return last.status();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the page at " + page.server());
        }
    }

    private Try ask(HttpClient client, long end) throws InterruptedException {
        URI url = page.url();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response;
            try {
                HttpRequest request = HttpRequest.newBuilder(url)
                        .timeout(left(end).plusMillis(1))
                        .build();
                response = client.send(request, BodyHandlers.ofInputStream());
                // Closed and not read: however long it is, it ends here.
                response.body().close();
            } catch (IOException e) {
                return new Try(0, "does not answer (" + e.getClass().getSimpleName() + ")");
            }
            Optional<String> location = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return new Try(response.statusCode(), "answers with status " + response.statusCode());
            }
            Optional<URI> next = onThisServer(url, location.get());
            if (next.isEmpty()) {
                return new Try(0, "sends to another server, where nobody follows");
            }
            url = next.get();
        }
        return new Try(0, "sends on more than " + MOST_REDIRECTS + " times");
    }

    private static Optional<URI> onThisServer(URI from, String location) {
        try {
            URI next = from.resolve(location);
            return next.getRawUserInfo() == null
                            && from.getScheme().equalsIgnoreCase(next.getScheme())
                            && from.getHost().equalsIgnoreCase(next.getHost())
                            && from.getPort() == next.getPort()
                    ? Optional.of(next)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Never negative. */
    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
