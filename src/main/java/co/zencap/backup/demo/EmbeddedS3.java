package co.zencap.backup.demo;

import com.google.common.collect.ImmutableSet;
import com.google.inject.Module;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.filesystem.FilesystemApiMetadata;
import org.jclouds.logging.slf4j.config.SLF4JLoggingModule;

/**
 * An S3 server over a folder, inside this process: checks signatures of both versions against credentials made anew at
 * each start, listens on 127.0.0.1 only, and has one bucket. Use path-style addresses and any region.
 */
public final class EmbeddedS3 implements Closeable {

    private static final long LARGEST_UNCHUNKED = 5L << 30;

    private final S3Proxy server;
    private final BlobStoreContext store;
    private final String bucket;
    private final String accessKey;
    private final String secretKey;

    private EmbeddedS3(S3Proxy server, BlobStoreContext store, String bucket, String accessKey, String secretKey) {
        this.server = server;
        this.store = store;
        this.bucket = bucket;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /**
     * Starts the server; objects lie in {@code folder/bucket} and outlive it.
     *
     * @param port 0 for any free one
     * @throws IOException when the folder cannot be made or the port is taken
     */
    public static EmbeddedS3 start(Path folder, int port, String bucket) throws IOException {
        return start(folder, port, bucket, "demo" + random(8), random(24));
    }

    /** The same with keys that are known already. */
    public static EmbeddedS3 start(Path folder, int port, String bucket, String accessKey, String secretKey)
            throws IOException {
        Objects.requireNonNull(bucket, "bucket");
        Files.createDirectories(folder);
        Properties properties = new Properties();
        properties.setProperty(
                "jclouds.filesystem.basedir", folder.toAbsolutePath().toString());
        ImmutableSet<Module> modules = ImmutableSet.of(new SLF4JLoggingModule());
        // Named by its class, as a search by name would load every provider of S3Proxy, whose
        // libraries are left out. Not S3Proxy's own store over a folder: it can't list while an
        // object is being written, nor after a broken one.
        BlobStoreContext store = ContextBuilder.newBuilder(new FilesystemApiMetadata())
                .credentials("unused", "unused")
                .modules(modules)
                .overrides(properties)
                .build(BlobStoreContext.class);
        S3Proxy server = null;
        try {
            store.getBlobStore().createContainerInLocation(null, bucket);
            server = S3Proxy.builder()
                    .blobStore(store.getBlobStore())
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                    .v4MaxNonChunkedRequestSize(LARGEST_UNCHUNKED)
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            return new EmbeddedS3(server, store, bucket, accessKey, secretKey);
        } catch (Exception e) {
            try (store) {
                stop(server, e);
            }
            throw new IOException(
                    "Cannot start the embedded S3 server on port " + port + ": " + e.getMessage()
                            + ". HINT: choose a free port, or 0 for any",
                    e);
        }
    }

    public URI endpoint() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getPort());
    }

    public String bucket() {
        return bucket;
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("The embedded S3 server did not stop cleanly");
        try (store) {
            stop(server, failure);
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "EmbeddedS3[" + endpoint() + "/" + bucket + "]";
    }

    private static void stop(S3Proxy server, Exception failure) {
        if (server == null) {
            return;
        }
        try {
            server.stop();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        new SecureRandom().nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
