package co.zencap.backup.custody;

import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The answer holds the master key, so it must not cross a network unencrypted, whoever named the endpoint: AWS_ENDPOINT_URL, which
 * is often another program's, counts for the SDK as well.
 */
final class NeverInTheClear implements ExecutionInterceptor {
    static final String WHY = "would be asked over plain HTTP";

    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "[::1]", "::1");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        if (!"https".equals(request.protocol().toLowerCase(Locale.ROOT)) && !THIS_MACHINE.contains(request.host())) {
            throw SdkClientException.create(WHY);
        }
    }
}
