package co.zencap.backup.testing;

import co.zencap.backup.testing.FaultyS3.Request;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a {@link FaultyS3} answer as AWS does of objects in an archive tier: lists tell their class, reading them is refused, they
 * can be asked for, and are there at the next look. No server of the tests archives anything or knows RestoreObject.
 */
public final class ArchiveTier implements Function<Request, Optional<Fault>> {
    private static final String BACK = "ongoing-request=\"false\", expiry-date=\"Fri, 27 Nov 2026 00:00:00 GMT\"";
    private static final Pattern LISTED = Pattern.compile("<Contents>.*?</Contents>", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final String CLASS = "<StorageClass>STANDARD</StorageClass>";

    /** As long. */
    private static final String ARCHIVED = "<StorageClass>GLACIER</StorageClass> ";

    private final String bucket;
    private final Predicate<String> archived;
    private final Set<String> back = ConcurrentHashMap.newKeySet();

    /** @param archived which keys of the bucket lie there */
    public ArchiveTier(String bucket, Predicate<String> archived) {
        this.bucket = "/" + bucket + "/";
        this.archived = archived;
    }

    /** The keys that were asked for. */
    public Set<String> asked() {
        return new TreeSet<>(back);
    }

    @Override
    public Optional<Fault> apply(Request request) {
        String path = request.target().split("\\?", 2)[0];
        String key = path.startsWith(bucket) ? path.substring(bucket.length()) : "";
        if (key.isEmpty()) {
            return request.get() ? Optional.of(new Fault.Rewrite(this::listed)) : Optional.empty();
        }
        if (!archived.test(key)) {
            return Optional.empty();
        }
        if (request.restores()) {
            boolean first = back.add(key);
            return Optional.of(first ? new Fault.Status(202, "") : new Fault.Status(409, "RestoreAlreadyInProgress"));
        }
        if (request.method().equals("HEAD")) {
            return Optional.of(new Fault.Header(
                    "x-amz-storage-class", "GLACIER" + (back.contains(key) ? "\r\nx-amz-restore: " + BACK : "")));
        }
        return request.get() && !back.contains(key)
                ? Optional.of(new Fault.Status(403, "InvalidObjectState"))
                : Optional.empty();
    }

    private String listed(String answer) {
        return LISTED.matcher(answer).replaceAll(this::inItsClass);
    }

    private String inItsClass(MatchResult object) {
        boolean there =
                KEY.matcher(object.group()).results().map(key -> key.group(1)).anyMatch(archived);
        return Matcher.quoteReplacement(there ? object.group().replace(CLASS, ARCHIVED) : object.group());
    }
}
