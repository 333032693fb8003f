package co.zencap.backup.access;

import co.zencap.backup.catalog.ApiKeyRows;
import co.zencap.backup.catalog.CatalogEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the catalog, in memory: a call costs no question to the catalog. They are read anew when they are older than
 * {@link #FRESH}, so that a key which another node has revoked opens nothing here soon after; one that is revoked here opens
 * nothing at once. While the catalog is away, what was read last goes on for {@link #WITHOUT_CATALOG}. Thread-safe.
 */
public final class KeyRing {
    /** How old what is known may be while the catalog is there. */
    static final Duration FRESH = Duration.ofSeconds(10);

    /** A key that is not known may have been made on another node a moment ago; guesses ask the catalog no oftener. */
    static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    /**
     * As long as the longest recovery may take (the objective for the full system): whoever brings the catalog's own database
     * back must not be put out in the middle of it. No longer, as a key that was revoked elsewhere would live on here.
     */
    static final Duration WITHOUT_CATALOG = Duration.ofHours(2);

    static final Duration BETWEEN_USES = Duration.ofMinutes(5);

    /** How long whoever shows a key that is not known waits for the answer to another who asks already. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The same while no key is known at all: a start, whose first question may wait for a connection. */
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

    /** The statement that writes a revocation down. */
    public static final String REVOCATION = "record-api-key-revocation";

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final Supplier<List<ApiKeyRows.Row>> catalog;
    private final Function<String, List<CatalogEntry>> journal;
    private final Consumer<CatalogEntry> write;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    /** One for each key that was ever made here or used: as many as the catalog has, which only admins make more. */
    private final Map<String, Instant> used = new HashMap<>();

    private final Map<String, Revocation> revokedHere = new HashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Known known = new Known(List.of(), Instant.MIN, 0);
    private volatile Instant asked = Instant.MIN;
    private volatile boolean answered = true;
    private boolean journalRead;

    /** @param change how many changes were known of before the catalog was asked: what came later may not be in it */
    private record Known(List<ApiKey> keys, Instant at, long change) {}

    private record Revocation(Instant at, String by) {}

    /**
     * @param catalog all keys of this service; throws while it is away
     * @param journal what of a statement still waits to be written there, also from before a restart
     * @param write takes what is to be written there
     */
    public KeyRing(
            Supplier<List<ApiKeyRows.Row>> catalog,
            Function<String, List<CatalogEntry>> journal,
            Consumer<CatalogEntry> write,
            Clock clock) {
        this.catalog = catalog;
        this.journal = journal;
        this.write = write;
        this.clock = clock;
    }

    /**
     * Whose key this is, when it opens anything.
     *
     * @param mayAsk whether one that is not known is worth a question to the catalog
     */
    public Optional<Caller> caller(String shown, String address, boolean mayAsk) {
        Optional<String> digest = KeyText.digest(shown);
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        Optional<ApiKey> key = find(digest.get());
        if (key.isEmpty() && mayAsk && refresh(PATIENCE)) {
            key = find(digest.get());
        }
        return key.map(found -> {
            noteUse(found);
            return caller(found, address);
        });
    }

    /** Who came in with a key a while ago, as it is trusted now; empty when that key opens nothing any more. */
    public Optional<Caller> still(Caller caller) {
        if (caller.keyId().isEmpty()) {
            return Optional.of(caller);
        }
        return keys().stream()
                .filter(key -> key.id().equals(caller.keyId().get()) && key.isValid(clock.instant()))
                .findFirst()
                .map(key -> caller(key, caller.address()));
    }

    /** From now on it opens nothing here, whether or not that can be written down. */
    public synchronized void revoke(ApiKey key, Instant at, String by) {
        revokedHere.put(key.id(), new Revocation(at, by));
    }

    /** Keys as the catalog has them, with the revocations that it may not have got yet. */
    public synchronized List<ApiKey> withRevocations(List<ApiKey> keys) {
        readJournal();
        return keys.stream().map(this::asRevoked).toList();
    }

    private ApiKey asRevoked(ApiKey key) {
        Revocation revocation = revokedHere.get(key.id());
        return revocation == null || key.revokedAt() != null ? key : key.revoked(revocation.at(), revocation.by());
    }

    /** What was revoked before a restart, while the catalog was away, is so from the first call on. */
    private synchronized void readJournal() {
        if (!journalRead) {
            for (CatalogEntry entry : journal.apply(REVOCATION)) {
                Map<String, Object> told = entry.parameters();
                revokedHere.put((String) told.get("id"), new Revocation(Instant.parse((String) told.get("at")), (String)
                        told.get("by")));
            }
            journalRead = true;
        }
    }

    /** Something has changed in the catalog: the next call asks it. */
    public void forget() {
        changes.incrementAndGet();
        asked = Instant.MIN;
    }

    /** Those that are known now, without asking the catalog; none when that is too long ago. */
    public List<ApiKey> known() {
        if (isOlder(known.at(), WITHOUT_CATALOG)) {
            return List.of();
        }
        return withRevocations(known.keys());
    }

    private Optional<ApiKey> find(String digest) {
        Instant now = clock.instant();
        Optional<ApiKey> match = Optional.empty();
        for (ApiKey key : keys()) { // all of them, so that the time does not tell which
            if (key.isOf(digest) && key.isValid(now)) {
                match = Optional.of(key);
            }
        }
        return match;
    }

    private List<ApiKey> keys() {
        if (isOutdated() || isOlder(known.at(), FRESH)) {
            // Who comes while another asks goes on with what is known: a catalog
            // that is away keeps one waiting, not all.
            refresh(known.at().equals(Instant.MIN) ? FIRST_ANSWER : Duration.ZERO);
        }
        return known();
    }

    /**
     * @param patience how long to wait for whoever asks already
     * @return whether the catalog was asked and answered
     */
    private boolean refresh(Duration patience) {
        if (!isDue() || !takeTurn(patience)) {
            return false;
        }
        try {
            if (!isDue()) {
                return answered; // whoever was before has asked
            }
            long change = changes.get();
            readJournal(); // before the catalog is asked, into which it is written meanwhile
            List<ApiKey> keys = catalog.get().stream().map(ApiKey::of).toList();
            known = new Known(keys, clock.instant(), change);
            answered = true;
            return true;
        } catch (RuntimeException e) {
            answered = false;
            LOG.warn("The keys can't be read, those known since {} go on: {}", known.at(), e.getMessage());
            return false;
        } finally {
            asked = clock.instant();
            asking.unlock();
        }
    }

    private boolean isDue() {
        return answered && isOutdated() || isOlder(asked, answered ? BETWEEN_QUESTIONS : FRESH);
    }

    private boolean isOutdated() {
        return known.change() != changes.get();
    }

    private boolean takeTurn(Duration patience) {
        try {
            return asking.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isOlder(Instant at, Duration than) {
        return at.equals(Instant.MIN) || at.plus(than).isBefore(clock.instant());
    }

    private static Caller caller(ApiKey key, String address) {
        return new Caller(key.name(), key.role().orElseThrow(), Optional.of(key.id()), address);
    }

    /** Written down now and then; losing one says no more than that a key seems unused for some minutes longer. */
    private void noteUse(ApiKey key) {
        Instant now = clock.instant();
        synchronized (this) {
            Instant last = used.get(key.id());
            if (last != null && now.isBefore(last.plus(BETWEEN_USES))) {
                return;
            }
            used.put(key.id(), now);
        }
        write.accept(CatalogEntry.entry("record-api-key-use", "id", key.id(), "at", now));
    }
}
