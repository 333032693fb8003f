package co.zencap.backup.repository;

import co.zencap.backup.aws.AwsKeys;
import co.zencap.backup.repository.S3Capabilities.WriteMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes clients for the bucket; whoever asks for one closes it. */
final class S3Clients {

    private static final int CONNECTIONS = 32;
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(60);

    /** Watches over the time that each request may take. */
    private static final ScheduledExecutorService TIMER = timer();

    private S3Clients() {}

    /** The SDK's own keeps what it has for each request until its time would have been over, an hour after its end. */
    private static ScheduledExecutorService timer() {
        var timer = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "s3-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    static S3Client open(S3Settings settings, WriteMode mode, ExecutionInterceptor... interceptors) {
        S3Settings.Limits limits = settings.limits();
        boolean checksums = mode == WriteMode.TRAILING_CHECKSUM;
        var builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(AwsKeys.provider(settings.credentials()))
                .forcePathStyle(settings.pathStyle())
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(mode != WriteMode.PLAIN)
                        .build())
                .requestChecksumCalculation(
                        checksums
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(limits.attempt())
                        .scheduledExecutorService(TIMER)
                        .executionInterceptors(List.of(interceptors))
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(limits.attempts())
                                // An answer that was cut off, which the SDK takes for one that makes no sense.
                                .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
                                .build()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(limits.connect())
                        .socketTimeout(limits.silence())
                        .connectionAcquisitionTimeout(WAIT_FOR_CONNECTION)
                        .maxConnections(CONNECTIONS)
                        .tcpKeepAlive(true));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
