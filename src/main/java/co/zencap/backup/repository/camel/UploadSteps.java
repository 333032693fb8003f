package co.zencap.backup.repository.camel;

import co.zencap.backup.repository.ArtifactSource;
import co.zencap.backup.repository.ArtifactUpload;
import co.zencap.backup.repository.PartSize;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.S3Uploads;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The beans that {@code routes/upload.camel.yaml} names: {@code s3Client}, {@code beginUpload}, {@code confirmUpload},
 * {@code discardUpload} and {@code endUpload}.
 */
public final class UploadSteps {

    /** Exchange variable: the bucket's name, for the component's address. */
    public static final String BUCKET = "bucket";
    /** Exchange variable: bytes per part for this artifact. */
    public static final String PART_SIZE = "partSize";

    private static final String UPLOAD = "zencap.upload";
    private static final String SOURCE = "zencap.source";

    private final S3Uploads uploads;
    private final LongSupplier chunkSize;

    private UploadSteps(S3Uploads uploads, LongSupplier chunkSize) {
        this.uploads = uploads;
        this.chunkSize = chunkSize;
    }

    /**
     * Makes the beans known. Nothing is sent to the bucket before the first upload.
     *
     * @param chunkSize wanted bytes per part
     */
    public static void bind(Registry registry, S3Uploads uploads, LongSupplier chunkSize) {
        UploadSteps steps = new UploadSteps(uploads, chunkSize);
        // Camel hands it to the component at the start, when the bucket may be away.
        registry.bind(
                "s3Client", S3Client.class, uploads.repository().connection().lazyClient());
        registry.bind("beginUpload", Processor.class, (Processor) steps::begin);
        registry.bind("confirmUpload", Processor.class, (Processor) steps::confirm);
        registry.bind("discardUpload", Processor.class, (Processor) steps::discard);
        registry.bind("endUpload", Processor.class, (Processor) steps::end);
    }

    /** Turns the {@link ArtifactUpload} into what the component takes: a stream that can be sent again, and its key. */
    private void begin(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        ArtifactUpload upload = message.getBody(ArtifactUpload.class);
        if (upload == null) {
            throw new IllegalArgumentException("upload-artifact takes an ArtifactUpload, not " + message.getBody());
        }
        uploads.repository().requireStoring(upload.key());
        uploads.repository().connection().client();
        uploads.repository().requireLock();
        S3Settings settings = uploads.repository().connection().settings();
        long partSize = PartSize.of(chunkSize.getAsLong(), upload.size());
        ArtifactSource source = new ArtifactSource(upload.file(), partSize);
        // From here on a failure discards what is stored under the key.
        exchange.setProperty(UPLOAD, upload);
        exchange.setProperty(SOURCE, source);
        exchange.setVariable(BUCKET, settings.bucket());
        exchange.setVariable(PART_SIZE, partSize);
        message.removeHeaders("CamelAwsS3*");
        message.setHeader(AWS2S3Constants.KEY, uploads.keyInBucket(upload.key()));
        message.setHeader(AWS2S3Constants.CONTENT_LENGTH, upload.size());
        message.setHeader(AWS2S3Constants.CONTENT_TYPE, "application/octet-stream");
        settings.storageClass().ifPresent(name -> message.setHeader(AWS2S3Constants.STORAGE_CLASS, name));
        message.setBody(source);
    }

    private void confirm(Exchange exchange) throws IOException {
        ArtifactUpload upload = exchange.getProperty(UPLOAD, ArtifactUpload.class);
        ArtifactSource source = exchange.getProperty(SOURCE, ArtifactSource.class);
        exchange.getMessage().removeHeaders("CamelAwsS3*");
        exchange.getMessage().setBody(uploads.confirm(upload, source));
    }

    /** Cleans up and fails the exchange with what a person should read. */
    private void discard(Exchange exchange) throws IOException {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        ArtifactUpload upload = exchange.getProperty(UPLOAD, ArtifactUpload.class);
        if (upload == null) {
            throw cause instanceof IOException known ? known : new IOException(cause.getMessage(), cause);
        }
        throw uploads.discard(upload, cause);
    }

    private void end(Exchange exchange) throws IOException {
        ArtifactSource source = exchange.removeProperty(SOURCE) instanceof ArtifactSource open ? open : null;
        exchange.removeProperty(UPLOAD);
        exchange.getMessage().removeHeaders("CamelAwsS3*");
        if (source != null) {
            source.close();
        }
    }
}
