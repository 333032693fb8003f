package co.zencap.backup.alert;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * An HTTP client that asks once and follows no redirect: when to try again is the alert book's business, and an alert must not
 * be led to another address than the operator's.
 */
public final class PlainHttp implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().disableRedirectHandling();
    }
}
