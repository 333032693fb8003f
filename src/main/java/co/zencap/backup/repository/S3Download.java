package co.zencap.backup.repository;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object's bytes, all or a range of them. A connection that breaks is taken up again where it broke, in the same object
 * (by its ETag), so that hours of restoring do not hang on one connection; three times without a byte in between is an
 * error. Closing early drops the connection instead of reading what remains. Not for several threads.
 */
final class S3Download extends ObjectStream {

    private static final int TRIES_WITHOUT_PROGRESS = 3;

    private final S3Client client;
    private final S3Settings settings;
    private final S3Failures failures;
    private final long end;
    private final String range;
    private final String tag;
    private volatile ResponseInputStream<GetObjectResponse> in;
    private long position;
    private int tries;
    private volatile boolean aborted;

    /** The whole object. */
    S3Download(S3Connection connection, String key) throws IOException {
        super(key);
        this.client = connection.client();
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.range = "";
        this.in = request(0, null);
        this.end = in.response().contentLength();
        this.tag = in.response().eTag();
    }

    /**
     * A part of an object.
     *
     * @param from its first byte
     * @param end behind its last byte
     * @param tag the object's ETag: another object under the same key is an error
     */
    S3Download(S3Connection connection, String key, long from, long end, String tag) throws IOException {
        super(key);
        this.client = connection.client();
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.range = String.valueOf(end - 1);
        this.position = from;
        this.end = end;
        this.tag = tag;
        this.in = request(from, tag);
    }

    /** Gives up, from any thread: who reads gets an error. */
    void abort() {
        aborted = true;
        in.abort();
    }

    @Override
    int fetch(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int read = in.read(buffer, offset, length);
                if (read < 0 && position < end) {
                    throw new EOFException("ended after " + position + " of " + end + " bytes");
                }
                if (read > 0) {
                    position += read;
                    tries = 0;
                }
                return read;
            } catch (IOException | SdkException e) {
                resume(e);
            }
        }
    }

    private void resume(Exception broken) throws IOException {
        in.abort();
        IOException failure = failures.translate("Cannot read " + key(), broken);
        boolean lost = failure instanceof RepositoryFailure known && known.temporary();
        if (!lost || aborted || position == end || ++tries > TRIES_WITHOUT_PROGRESS) {
            throw failure;
        }
        try {
            in = request(position, tag);
        } catch (IOException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    private ResponseInputStream<GetObjectResponse> request(long from, String same) throws IOException {
        boolean part = from > 0 || !range.isEmpty();
        try {
            ResponseInputStream<GetObjectResponse> answer =
                    client.getObject(request -> request.bucket(settings.bucket())
                            .key(settings.inBucket(key()))
                            .range(part ? "bytes=" + from + "-" + range : null)
                            .ifMatch(same));
            String given = answer.response().contentRange();
            if (part && (given == null || !given.startsWith("bytes " + from + "-"))) {
                answer.abort();
                throw failures.failure(
                        RepositoryFailure.Reason.DAMAGED,
                        "Cannot read " + key(),
                        "asked for the bytes from " + from + " on, the server sent others (" + given + ")",
                        null);
            }
            return answer;
        } catch (NoSuchKeyException e) {
            throw absent(settings, key(), e);
        } catch (S3Exception e) {
            if (e.statusCode() == 404
                    && failures.translate("", e) instanceof RepositoryFailure f
                    && f.reason() != RepositoryFailure.Reason.MISSING) {
                throw absent(settings, key(), e);
            }
            throw failures.translate("Cannot read " + key(), e);
        } catch (SdkException e) {
            throw failures.translate("Cannot read " + key(), e);
        }
    }

    static NoSuchFileException absent(S3Settings settings, String key, Throwable cause) {
        NoSuchFileException absent = new NoSuchFileException(key, null, "not in " + settings.place());
        absent.initCause(cause);
        return absent;
    }

    @Override
    void giveUp() throws IOException {
        if (position < end) {
            in.abort();
        } else {
            in.close();
        }
    }
}
