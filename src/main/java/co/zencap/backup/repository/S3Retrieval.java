package co.zencap.backup.repository;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Asks the bucket to bring objects back from an archive tier, and waits until they can be read. Asking again for what is
 * on its way does no harm, so a restore that was cut off is simply begun anew.
 */
public final class S3Retrieval {

    private static final String DEEP = "DEEP_ARCHIVE";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int CONFLICT = 409;

    /** Objects in a row that are not back yet, after which a look ends: they come back about as they were asked for. */
    private static final int ENOUGH = 20;

    /** How fast, and how dear. */
    public enum Tier {
        STANDARD,
        BULK,
        EXPEDITED
    }

    /**
     * @param tier how fast
     * @param days for which what came back can be read
     * @param patience the longest wait
     */
    public record Terms(Tier tier, int days, Duration patience) {

        public Terms {
            Objects.requireNonNull(tier, "tier");
            Objects.requireNonNull(patience, "patience");
        }
    }

    /** Lets time go by. */
    public interface Pause {
        void rest(Duration time) throws InterruptedException;
    }

    /**
     * What was asked for.
     *
     * @param objects how many
     * @param bytes of all of them
     * @param storageClass where they lie; the slowest, if in several
     * @param tier by which they come back
     */
    public record Order(int objects, long bytes, String storageClass, Tier tier) {

        /** How long it usually takes, in words. */
        public String expected() {
            return switch (tier) {
                case EXPEDITED -> "1 to 5 minutes";
                case STANDARD -> storageClass.equals(DEEP) ? "up to 12 hours" : "3 to 5 hours";
                case BULK -> storageClass.equals(DEEP) ? "up to 48 hours" : "5 to 12 hours";
            };
        }
    }

    private final S3Repository repository;
    private final Terms terms;
    private final Clock clock;
    private final Pause pause;

    public S3Retrieval(S3Repository repository, Terms terms, Clock clock, Pause pause) {
        this.repository = repository;
        this.terms = terms;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * What of these objects would have to be brought back; asks for nothing. Lists say what may be away, as one that is
     * archived stays so in them also when it can be read for a while.
     */
    public Optional<Order> needed(Collection<String> keys) throws IOException {
        Set<String> wanted = Set.copyOf(keys);
        var archived = new ArrayList<String>();
        for (String folder : wanted.stream()
                .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
                .distinct()
                .toList()) {
            try (Stream<StoredObject> objects = repository.list(folder)) {
                objects.filter(object -> object.isArchived() && wanted.contains(object.key()))
                        .forEach(object -> archived.add(object.key()));
            } catch (UncheckedIOException e) {
                throw e.getCause(); // of a later page
            }
        }
        Map<String, HeadObjectResponse> away = away(archived);
        return away.isEmpty() ? Optional.empty() : Optional.of(order(away));
    }

    private Map<String, HeadObjectResponse> away(Collection<String> keys) throws IOException {
        Map<String, HeadObjectResponse> away = new LinkedHashMap<>();
        for (String key : keys) {
            HeadObjectResponse head = repository.head(key);
            if (isAway(head)) {
                away.put(key, head);
            }
        }
        return away;
    }

    /**
     * Waits until all of these objects can be read; returns at once when they can.
     *
     * @param ordered is told what was asked for, before the wait
     * @param back gets the bytes that came back so far
     * @return whether anything had to be brought back
     * @throws RepositoryFailure with {@link Reason#ARCHIVED} when it took too long
     */
    public boolean bring(List<String> keys, Consumer<Order> ordered, LongConsumer back) throws IOException {
        Map<String, HeadObjectResponse> away = away(keys);
        if (away.isEmpty()) {
            return false;
        }
        Order order = order(away);
        for (Map.Entry<String, HeadObjectResponse> object : away.entrySet()) {
            if (object.getValue().restore() == null) {
                ask(object.getKey(), tier(object.getValue()));
            }
        }
        ordered.accept(order);
        await(away, order, back);
        return true;
    }

    private void await(Map<String, HeadObjectResponse> away, Order order, LongConsumer back) throws IOException {
        Instant end = clock.instant().plus(terms.patience());
        long missing = order.bytes();
        Duration rest = FIRST_PAUSE;
        while (!away.isEmpty()) {
            if (!clock.instant().isBefore(end)) {
                throw late(away.size(), order);
            }
            rest(rest, order);
            rest = rest.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? rest.multipliedBy(2) : LONGEST_PAUSE;
            int still = 0;
            for (String key : List.copyOf(away.keySet())) {
                if (!isAway(repository.head(key))) {
                    missing -= away.remove(key).contentLength();
                    still = 0;
                } else if (++still == ENOUGH) {
                    break;
                }
            }
            back.accept(order.bytes() - missing);
        }
    }

    private void ask(String key, Tier tier) throws IOException {
        S3Settings settings = repository.connection().settings();
        try {
            repository.connection().client().restoreObject(request -> request.bucket(settings.bucket())
                    .key(settings.inBucket(key))
                    .restoreRequest(
                            restore -> restore.days(terms.days()).glacierJobParameters(job -> job.tier(word(tier)))));
        } catch (S3Exception e) {
            // Somebody asked between our two questions, or the first answer was lost.
            boolean underWay = e.statusCode() == CONFLICT
                    && e.awsErrorDetails() != null
                    && "RestoreAlreadyInProgress".equals(e.awsErrorDetails().errorCode());
            if (!underWay) {
                throw repository.connection().failures().translate("Cannot ask for the retrieval of " + key, e);
            }
        } catch (SdkException e) {
            throw repository.connection().failures().translate("Cannot ask for the retrieval of " + key, e);
        }
    }

    private void rest(Duration time, Order order) throws InterruptedIOException {
        try {
            pause.rest(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("The retrieval of " + order.objects()
                    + " objects from " + order.storageClass() + " was interrupted. HINT: start it again; what was asked"
                    + " for goes on being retrieved");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private Order order(Map<String, HeadObjectResponse> away) {
        boolean deep = away.values().stream().anyMatch(head -> DEEP.equals(head.storageClassAsString()));
        Tier tier = deep && terms.tier() == Tier.EXPEDITED ? Tier.STANDARD : terms.tier();
        String storageClass = deep ? DEEP : away.values().iterator().next().storageClassAsString();
        long bytes = away.values().stream()
                .mapToLong(HeadObjectResponse::contentLength)
                .sum();
        return new Order(away.size(), bytes, storageClass, tier);
    }

    /** From the deepest tier nothing comes back within minutes. */
    private Tier tier(HeadObjectResponse head) {
        return terms.tier() == Tier.EXPEDITED && DEEP.equals(head.storageClassAsString())
                ? Tier.STANDARD
                : terms.tier();
    }

    private static boolean isAway(HeadObjectResponse head) {
        return StoredObject.ARCHIVES.contains(String.valueOf(head.storageClassAsString()))
                && (head.restore() == null || head.restore().contains("ongoing-request=\"true\""));
    }

    private static String word(Tier tier) {
        return tier.name().charAt(0) + tier.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private RepositoryFailure late(int left, Order order) {
        return new RepositoryFailure(
                Reason.ARCHIVED,
                "Cannot read from " + order.storageClass() + " in "
                        + repository.connection().settings().place(),
                left + " of " + order.objects() + " objects have not come back within "
                        + terms.patience().toHours() + " hours; " + order.expected() + " is usual",
                "start it again later: what was asked for goes on being retrieved; or raise BACKUP_S3_RESTORE_MAX_HOURS",
                null);
    }
}
