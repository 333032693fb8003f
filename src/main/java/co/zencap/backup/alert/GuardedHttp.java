package co.zencap.backup.alert;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * {@link PlainHttp} that connects to no address inside, unless that is allowed. It is looked at where the connection is
 * made, to the very addresses that a name has at that moment.
 */
public final class GuardedHttp implements HttpClientConfigurer {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final Timeout ANSWER = Timeout.ofSeconds(10);

    private final DnsResolver names;

    public GuardedHttp(boolean internalAllowed) {
        this(internalAllowed ? SystemDefaultDnsResolver.INSTANCE : guarded(SystemDefaultDnsResolver.INSTANCE));
    }

    GuardedHttp(DnsResolver names) {
        this.names = names;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        new PlainHttp().configureHttpClient(builder);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(ANSWER)
                        .build())
                .build();
        // Whoever closes the client closes its connections.
        builder.setConnectionManager(connections).setConnectionManagerShared(false);
    }

    static DnsResolver guarded(DnsResolver names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                InetAddress[] found = names.resolve(host);
                for (InetAddress each : found) {
                    if (InternalAddress.is(each)) {
                        throw new InternalAddress();
                    }
                }
                return found;
            }

            @Override
            public String resolveCanonicalHostname(String host) throws UnknownHostException {
                return names.resolveCanonicalHostname(host);
            }
        };
    }
}
