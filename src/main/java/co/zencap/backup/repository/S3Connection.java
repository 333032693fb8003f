package co.zencap.backup.repository;

import co.zencap.backup.repository.S3Capabilities.Answer;
import co.zencap.backup.repository.S3Capabilities.MultipartChecksum;
import co.zencap.backup.repository.S3Capabilities.Question;
import co.zencap.backup.repository.S3Capabilities.Support;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The way to the bucket. Nothing is sent before the first use, so that the program starts while the bucket is away; the
 * first use probes the server and makes the client that suits it, and one that fails is repeated by the next.
 */
public final class S3Connection implements Closeable {

    private final S3Settings settings;
    private final S3Failures failures;
    private final Clock clock;
    /** Held by the one that asks what the server can do. */
    private final Object probing = new Object();

    private volatile int failedProbes;
    private IOException latestFailure;

    private S3Client client;
    private PartLedger ledger = new PartLedger(MultipartChecksum.NONE);
    private S3Capabilities capabilities;
    private boolean closed;

    /** @param clock for the end of locks */
    public S3Connection(S3Settings settings, Clock clock) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.failures = new S3Failures(settings);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    public S3Settings settings() {
        return settings;
    }

    /**
     * The client, configured for what the server can do. It belongs to this connection: callers do not close it.
     *
     * @throws RepositoryFailure when the bucket cannot be reached or used
     */
    public S3Client client() throws IOException {
        S3Client known = known();
        if (known != null) {
            return known;
        }
        int before = failedProbes;
        // Only those wait for a server that does not answer who can't do without it.
        synchronized (probing) {
            known = known();
            if (known != null) {
                return known;
            }
            // Whoever has waited for another shares what that one heard: otherwise each would wait for all before it.
            if (failedProbes != before) {
                throw latestFailure instanceof RepositoryFailure failure
                        ? failure.again()
                        : new IOException(latestFailure.getMessage(), latestFailure);
            }
            try {
                return open(probed());
            } catch (IOException e) {
                latestFailure = e;
                failedProbes++;
                throw e;
            }
        }
    }

    private synchronized S3Client known() throws IOException {
        if (closed) {
            throw new IOException("The connection to " + settings.place() + " is closed");
        }
        return client;
    }

    private S3Capabilities probed() throws IOException {
        S3Capabilities found = new S3Probe(settings).run();
        requireVersions(found);
        return found;
    }

    private synchronized S3Client open(S3Capabilities found) throws IOException {
        known(); // it may have been closed meanwhile
        ledger = new PartLedger(found.multipartChecksum());
        client = settings.objectLock().isPresent()
                ? S3Clients.open(
                        settings,
                        found.writeMode(),
                        ledger,
                        new LockStamp(settings.objectLock().get(), clock))
                : S3Clients.open(settings, found.writeMode(), ledger);
        capabilities = found;
        return client;
    }

    /** Without versions, storing over an object destroys what was there as well as deleting it does. */
    private void requireVersions(S3Capabilities found) throws RepositoryFailure {
        Answer versions = found.answers().get(Question.VERSIONING);
        if (settings.access() == S3Access.APPEND && versions.support() != Support.SUPPORTED) {
            throw new RepositoryFailure(
                    RepositoryFailure.Reason.REFUSED,
                    "Cannot use " + settings.place(),
                    "BACKUP_S3_ACCESS=append needs a bucket that keeps versions, and this one does not say that it does ("
                            + versions.detail() + ")",
                    "./zencap s3 setup with the owner's credentials switches versioning on; these credentials need"
                            + " s3:GetBucketVersioning",
                    null);
        }
    }

    /**
     * A client that connects with its first request, for whoever wants one before the bucket can be reached. A failure to
     * connect is thrown as {@link UncheckedIOException}. What it has uploaded must be confirmed.
     */
    public S3Client lazyClient() {
        return (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(this, arguments);
                    }
                    try {
                        return method.invoke(client(), arguments);
                    } catch (InvocationTargetException e) {
                        return answered(method.getName(), e.getCause());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** After an answer that was lost the SDK asks again; what the first request has ended is not there any more. */
    private static SdkResponse answered(String method, Throwable failure) throws Throwable {
        // NoSuchUpload, or on some servers NoSuchKey
        if (failure instanceof S3Exception refusal
                && refusal.statusCode() == 404
                && !(failure instanceof NoSuchBucketException)) {
            if (method.equals("completeMultipartUpload")) {
                return CompleteMultipartUploadResponse.builder().build();
            }
            if (method.equals("abortMultipartUpload")) {
                return AbortMultipartUploadResponse.builder().build();
            }
        }
        throw failure;
    }

    /** What the server can do; empty until it was reached for the first time. */
    public synchronized Optional<S3Capabilities> capabilities() {
        return Optional.ofNullable(capabilities);
    }

    /** What these credentials may do although nothing here does it, in a sentence; empty before the bucket was reached. */
    public synchronized Optional<String> excess() {
        return settings.access() == S3Access.APPEND && capabilities != null && capabilities.has(Question.DELETE)
                ? Optional.of(
                        "The credentials for " + settings.place() + " may delete, although BACKUP_S3_ACCESS=append:"
                                + " whoever captures this service can. HINT: ./zencap setup policies --only writer prints the policy"
                                + " that they should have.")
                : Optional.empty();
    }

    /** A question was asked again. */
    synchronized void learn(Question question, Answer answer) {
        capabilities = capabilities.with(question, answer);
    }

    Clock clock() {
        return clock;
    }

    synchronized PartLedger ledger() {
        return ledger;
    }

    S3Failures failures() {
        return failures;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
