package co.zencap.backup.repository;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object's bytes from the beginning. A connection that breaks is taken up again where it broke, in the same object
 * (by its ETag), so that hours of restoring do not hang on one connection; three times without a byte in between is an
 * error. Closing early drops the connection instead of reading what remains. Not for several threads.
 */
final class S3Download extends InputStream {

    private static final int TRIES_WITHOUT_PROGRESS = 3;

    private final S3Client client;
    private final S3Settings settings;
    private final S3Failures failures;
    private final String key;
    private final long size;
    private final String tag;
    private ResponseInputStream<GetObjectResponse> in;
    private long position;
    private int tries;
    private boolean closed;

    S3Download(S3Connection connection, String key) throws IOException {
        this.client = connection.client();
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.key = key;
        this.in = request(0, null);
        this.size = in.response().contentLength();
        this.tag = in.response().eTag();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (closed) {
            throw new IOException("The stream of " + key + " is closed");
        }
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                int read = in.read(buffer, offset, length);
                if (read < 0 && position < size) {
                    throw new EOFException("ended after " + position + " of " + size + " bytes");
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
        IOException failure = failures.translate("Cannot read " + key, broken);
        boolean lost = failure instanceof RepositoryFailure known && known.temporary();
        if (!lost || position == size || ++tries > TRIES_WITHOUT_PROGRESS) {
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
        try {
            return client.getObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .range(from == 0 ? null : "bytes=" + from + "-")
                    .ifMatch(same));
        } catch (NoSuchKeyException e) {
            throw absent(settings, key, e);
        } catch (S3Exception e) {
            if (e.statusCode() == 404
                    && failures.translate("", e) instanceof RepositoryFailure f
                    && f.reason() != RepositoryFailure.Reason.MISSING) {
                throw absent(settings, key, e);
            }
            throw failures.translate("Cannot read " + key, e);
        } catch (SdkException e) {
            throw failures.translate("Cannot read " + key, e);
        }
    }

    static NoSuchFileException absent(S3Settings settings, String key, Throwable cause) {
        NoSuchFileException absent = new NoSuchFileException(key, null, "not in " + settings.place());
        absent.initCause(cause);
        return absent;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (position < size) {
            in.abort();
        } else {
            in.close();
        }
    }
}
