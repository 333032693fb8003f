package co.zencap.backup.access;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.ApiKeyRows;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is known of keys, and for how long. */
class KeyRingTest {
    private static final Instant START = Instant.parse("2026-11-26T03:00:00Z");
    private static final String HERE = "192.0.2.7";

    private final MovableClock clock = new MovableClock(START);
    private final List<ApiKeyRows.Row> catalog = new ArrayList<>();
    private final List<CatalogEntry> written = new ArrayList<>();
    private boolean away;
    private int questions;
    private Runnable whileAsked = () -> {};
    private final List<CatalogEntry> journal = new ArrayList<>();
    private final KeyRing ring = new KeyRing(this::read, this::waiting, written::add, clock);

    private List<ApiKeyRows.Row> read() {
        questions++;
        if (away) {
            throw new IllegalStateException("The catalog is away");
        }
        List<ApiKeyRows.Row> read = List.copyOf(catalog);
        whileAsked.run();
        return read;
    }

    @Test
    void aKeyOpensAsWhatItIs() {
        String key = make("anna", Role.OPERATOR, null);

        Caller caller = find(key).orElseThrow();

        assertThat(caller).isEqualTo(new Caller("anna", Role.OPERATOR, Optional.of("id-anna"), HERE));
        assertThat(find(KeyText.generate())).isEmpty();
        assertThat(find("x".repeat(40))).isEmpty();
        assertThat(find(null)).isEmpty();
    }

    @Test
    void aKeyEndsWhenItsTimeIsOver() {
        String key = make("anna", Role.VIEWER, START.plusSeconds(60));
        Caller caller = find(key).orElseThrow();
        clock.advance(Duration.ofSeconds(59));
        assertThat(find(key)).isPresent();
        clock.advance(Duration.ofSeconds(1));

        assertThat(find(key)).isEmpty();
        assertThat(ring.still(caller)).isEmpty();
    }

    @Test
    void aKeyThatIsRevokedHereOpensNothingAtOnceAndOneThatIsRevokedElsewhereSoon() {
        String here = make("here", Role.ADMIN, null);
        String elsewhere = make("elsewhere", Role.ADMIN, null);
        Caller caller = find(here).orElseThrow();
        find(elsewhere).orElseThrow();

        away = true; // the revocation waits in the journal
        ring.revoke(ApiKey.of(catalog.get(0)), clock.instant(), "api");
        assertThat(find(here)).isEmpty();
        assertThat(ring.still(caller)).isEmpty();

        away = false;
        revoke(1);
        assertThat(find(elsewhere)).isPresent();
        clock.advance(KeyRing.FRESH.plusSeconds(1));
        assertThat(find(elsewhere)).isEmpty();
        assertThat(find(here)).isEmpty();
    }

    @Test
    void aKeyMadeOnAnotherNodeOpensAtOnce() {
        find(make("anna", Role.VIEWER, null)).orElseThrow();
        clock.advance(KeyRing.BETWEEN_QUESTIONS.plusMillis(1));

        assertThat(find(make("new", Role.VIEWER, null))).isPresent();
    }

    /** As the page's event stream asks for its own key in the moment in which another is made. */
    @Test
    void aKeyMadeWhileTheCatalogIsAskedOpensAtOnce() {
        var made = new ArrayList<String>();
        whileAsked = () -> {
            made.add(make("new", Role.VIEWER, null));
            ring.forget();
            whileAsked = () -> {};
        };
        find(make("anna", Role.VIEWER, null)).orElseThrow();

        assertThat(find(made.get(0))).isPresent();
    }

    @Test
    void whoComesWithANewKeyWaitsForTheAnswerToWhoeverAsksAlready() throws Exception {
        find(make("anna", Role.VIEWER, null)).orElseThrow();
        String key = make("new", Role.VIEWER, null);
        ring.forget();
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        whileAsked = () -> {
            asked.countDown();
            await(answer);
        };

        CompletableFuture<Optional<Caller>> first = CompletableFuture.supplyAsync(() -> find(key));
        await(asked);
        CompletableFuture<Optional<Caller>> second = CompletableFuture.supplyAsync(() -> find(key));
        assertThat(second).failsWithin(Duration.ofMillis(200)).withThrowableOfType(TimeoutException.class);
        answer.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(second.get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(questions).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void guessesAskTheCatalogOnceASecondAtMostAndThoseOfWhoeverHasToWaitNever() {
        make("anna", Role.VIEWER, null);
        for (int i = 0; i < 100; i++) {
            find(KeyText.generate());
        }
        assertThat(questions).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            ring.caller(KeyText.generate(), HERE, false);
        }
        assertThat(questions).isEqualTo(1);
        find(KeyText.generate());
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void whileTheCatalogIsAwayWhatIsKnownGoesOnForTwoHours() {
        String key = make("anna", Role.RECOVERY, null);
        find(key).orElseThrow();

        away = true;
        clock.advance(KeyRing.WITHOUT_CATALOG.minusSeconds(1));
        assertThat(find(key)).isPresent();
        clock.advance(Duration.ofSeconds(2));
        assertThat(find(key)).isEmpty();

        away = false;
        clock.advance(KeyRing.FRESH.plusSeconds(1));
        assertThat(find(key)).isPresent();
    }

    @Test
    void aCatalogThatIsAwayIsAskedNowAndThenOnly() {
        String key = make("anna", Role.VIEWER, null);
        find(key).orElseThrow();
        away = true;
        clock.advance(Duration.ofMinutes(1));
        questions = 0;
        for (int second = 0; second < 60; second++) {
            find(key).orElseThrow();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(questions).isBetween(2, 7);
    }

    @Test
    void theHolderOfTheAdminKeyNeedsNoCatalog() {
        away = true;

        assertThat(ring.still(Caller.bootstrap(HERE))).isPresent();
        assertThat(questions).isZero();
    }

    @Test
    void thatAKeyIsUsedIsWrittenDownEveryFewMinutes() {
        String key = make("anna", Role.VIEWER, null);
        for (int second = 0; second < 400; second++) {
            find(key).orElseThrow();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(written).hasSize(2);
        assertThat(written.get(0).statement()).isEqualTo("record-api-key-use");
        assertThat(written.get(0).parameters()).containsEntry("id", "id-anna").doesNotContainValue(key);
    }

    private Optional<Caller> find(String key) {
        return ring.caller(key, HERE, true);
    }

    private String make(String name, String role, Instant expiresAt) {
        String key = KeyText.generate();
        catalog.add(new ApiKeyRows.Row(
                "id-" + name,
                name,
                role,
                KeyText.digest(key).orElseThrow(),
                START,
                "api",
                expiresAt,
                null,
                null,
                null));
        return key;
    }

    private List<CatalogEntry> waiting(String statement) {
        return journal.stream()
                .filter(entry -> entry.statement().equals(statement))
                .toList();
    }

    /** Revoked while the catalog was away; the service is started again before that could be written down. */
    @Test
    void aRevocationThatWaitsInTheJournalHoldsOverARestart() {
        String key = make("anna", Role.ADMIN, null);
        journal.add(CatalogEntry.entry("record-operation", "id", "x"));
        journal.add(CatalogEntry.entry(KeyRing.REVOCATION, "id", "id-anna", "at", START, "by", "api"));

        assertThat(find(key)).isEmpty();
        ApiKey shown = ring.withRevocations(List.of(ApiKey.of(catalog.get(0)))).get(0);
        assertThat(shown.state(START)).isEqualTo("revoked");
        assertThat(shown.revokedBy()).isEqualTo("api");

        journal.clear(); // it is on its way into the catalog, and not there yet
        clock.advance(KeyRing.FRESH.plusSeconds(1));
        assertThat(find(key)).isEmpty();
    }

    @Test
    void aJournalThatCannotBeReadOpensNothing() {
        String key = make("anna", Role.ADMIN, null);
        var cut = new KeyRing(
                this::read,
                statement -> {
                    throw new UncheckedIOException(new IOException("Input/output error"));
                },
                written::add,
                clock);

        assertThat(cut.caller(key, HERE, true)).isEmpty();
    }

    /** As after a downgrade: what it is trusted with, this program can't tell. */
    @Test
    void aKeyOfARoleThatIsNotKnownOpensNothing() {
        String key = make("auditor", "auditor", null);

        assertThat(find(key)).isEmpty();
        assertThat(ApiKey.of(catalog.get(0)).state(START)).isEqualTo("unknown role");
    }

    private String make(String name, Role role, Instant expiresAt) {
        return make(name, role.word(), expiresAt);
    }

    private void revoke(int index) {
        ApiKeyRows.Row row = catalog.get(index);
        catalog.set(
                index,
                new ApiKeyRows.Row(
                        row.id(),
                        row.name(),
                        row.role(),
                        row.digest(),
                        row.createdAt(),
                        row.createdBy(),
                        row.expiresAt(),
                        clock.instant(),
                        "api",
                        null));
    }
}
