package co.zencap.backup.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects page by page, by the second form of the request or, where a server lacks that, by the first. */
final class S3Listing implements Iterator<StoredObject> {

    private final S3Client client;
    private final S3Settings settings;
    private final S3Failures failures;
    private final String prefix;
    private final boolean probes;
    private final boolean second;
    private final Deque<StoredObject> page = new ArrayDeque<>();
    private String from;
    private boolean more = true;

    /** Fetches the first page. */
    S3Listing(S3Connection connection, String prefix) throws IOException {
        this.client = connection.client();
        this.settings = connection.settings();
        this.failures = connection.failures();
        this.prefix = settings.inBucket(prefix);
        this.probes = prefix.startsWith(S3Probe.FOLDER);
        this.second = connection
                .capabilities()
                .map(can -> can.answers().get(S3Capabilities.Question.LIST_V2).support()
                        != S3Capabilities.Support.UNSUPPORTED)
                .orElse(true);
        fetch();
    }

    @Override
    public boolean hasNext() {
        try {
            while (page.isEmpty() && more) {
                fetch();
            }
            return !page.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoredObject next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }

    private void fetch() throws IOException {
        try {
            if (second) {
                ListObjectsV2Response answer = client.listObjectsV2(request ->
                        request.bucket(settings.bucket()).prefix(prefix).continuationToken(from));
                add(answer.contents());
                from = answer.nextContinuationToken();
                more = Boolean.TRUE.equals(answer.isTruncated()) && from != null;
            } else {
                ListObjectsResponse answer = client.listObjects(request ->
                        request.bucket(settings.bucket()).prefix(prefix).marker(from));
                List<S3Object> contents = answer.contents();
                add(contents);
                more = Boolean.TRUE.equals(answer.isTruncated()) && !contents.isEmpty();
                from = more ? contents.get(contents.size() - 1).key() : null;
            }
        } catch (SdkException e) {
            throw failures.translate(("Cannot list " + prefix).strip(), e);
        }
    }

    /** Consoles make empty objects to show folders, and servers over a file system list its folders: no artifacts. */
    private static boolean isFolder(String key) {
        return key.isEmpty() || key.endsWith("/");
    }

    private void add(List<S3Object> contents) {
        for (S3Object object : contents) {
            String key = settings.relative(object.key());
            if ((probes || !key.startsWith(S3Probe.FOLDER)) && !isFolder(key)) {
                page.add(new StoredObject(
                        key, object.size(), object.lastModified(), Optional.ofNullable(object.storageClassAsString())));
            }
        }
    }
}
