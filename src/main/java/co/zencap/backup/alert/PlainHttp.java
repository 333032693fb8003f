package co.zencap.backup.alert;

import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * An HTTP client that asks once and follows no redirect: when to try again is the alert book's business, and an alert must not
 * be led to another address than the operator's. All of it is over within seconds.
 */
public final class PlainHttp implements HttpClientConfigurer {
    private static final Duration ALL = Duration.ofSeconds(15);

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .addExecInterceptorFirst("within-seconds", new WithinSeconds(ALL));
    }
}
