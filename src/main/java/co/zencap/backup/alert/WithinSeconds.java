package co.zencap.backup.alert;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Has a request over in time, and its answer short: one that comes byte by byte, or does not end, keeps within all other limits
 * and would hold up every alert behind it.
 */
final class WithinSeconds implements ExecChainHandler {
    static final int LONGEST_ANSWER = 1 << 20;

    private final Duration time;

    WithinSeconds(Duration time) {
        this.time = time;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var over = new CompletableFuture<Void>();
        over.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            scope.execRuntime.discardEndpoint();
            return null;
        });
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity answer = response.getEntity();
            if (answer != null) {
                response.setEntity(read(answer, scope));
            }
            return response;
        } finally {
            over.complete(null);
        }
    }

    private static HttpEntity read(HttpEntity answer, ExecChain.Scope scope) throws IOException {
        // Not closed before: that would wait for the rest of it.
        InputStream content = answer.getContent();
        byte[] first = content.readNBytes(LONGEST_ANSWER);
        if (first.length == LONGEST_ANSWER) {
            scope.execRuntime.discardEndpoint();
        } else {
            content.close();
        }
        return new ByteArrayEntity(first, ContentType.parseLenient(answer.getContentType()), null, false);
    }
}
