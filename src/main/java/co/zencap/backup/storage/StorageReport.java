package co.zencap.backup.storage;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the repositories, prices what they hold, and says how it grows. */
public final class StorageReport {
    /** A bucket is listed once a day, as each thousand objects is a request that costs. */
    private static final Duration FRESH = Duration.ofDays(1).plusHours(1);

    private static final Duration GROWTH_OVER = Duration.ofDays(30);

    private static final String NOT_COUNTED =
            "old versions of objects, deleted ones among them, which a bucket with versioning keeps and bills, and unfinished"
                    + " uploads";

    private static final Logger LOG = LoggerFactory.getLogger(StorageReport.class);

    private final List<Repository> repositories;
    private final Supplier<Set<String>> targets;
    private final StoragePrices prices;
    private final StorageSamples samples;
    private final Clock clock;
    private final ZoneId zone;

    /**
     * @param targets all that there are now
     * @param zone where days begin
     */
    public StorageReport(
            List<Repository> repositories,
            Supplier<Set<String>> targets,
            StoragePrices prices,
            StorageSamples samples,
            Clock clock,
            ZoneId zone) {
        this.repositories = List.copyOf(repositories);
        this.targets = targets;
        this.prices = prices;
        this.samples = samples;
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * The catalog's rows of a sample of every repository that has none of today yet and can be reached; those that can't are
     * named in the log. A service that is started often must not list the bucket each time.
     */
    public List<CatalogEntry> sample() throws IOException {
        Instant now = clock.instant();
        var entries = new ArrayList<CatalogEntry>();
        IOException away = null;
        Map<String, List<StorageSamples.Row>> known = known();
        boolean sampled = false;
        for (Repository repository : repositories) {
            if (isOfToday(known.getOrDefault(repository.id(), List.of()), now)) {
                sampled = true;
                continue;
            }
            try {
                for (StorageUse use : measure(repository)) {
                    entries.add(samples.entry(new StorageSamples.Row(
                            use.repository(), use.target(), use.storageClass(), use.objects(), use.bytes(), now)));
                }
                sampled = true;
            } catch (IOException e) {
                LOG.warn("What {} holds is not sampled: {}", repository.id(), e.getMessage());
                away = e;
            }
        }
        if (!sampled && away != null) {
            throw away;
        }
        entries.add(samples.forget(now));
        return entries;
    }

    private boolean isOfToday(List<StorageSamples.Row> kept, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return kept.stream().anyMatch(row -> LocalDate.ofInstant(row.at(), zone).equals(today));
    }

    /** For the API. Throws nothing for a repository that is away: it is said to be. */
    public Map<String, Object> report() {
        Map<String, List<StorageSamples.Row>> known = known();
        var described = new ArrayList<Map<String, Object>>();
        BigDecimal total = BigDecimal.ZERO;
        var unpriced = new ArrayList<String>();
        for (Repository repository : repositories) {
            List<StorageSamples.Row> kept = known.getOrDefault(repository.id(), List.of());
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", repository.id());
            if (!isLocal(repository)) {
                one.put("notCounted", NOT_COUNTED);
            }
            try {
                Measured measured = measured(repository, kept);
                one.put("measuredAt", measured.at());
                one.put("rows", rows(measured.uses(), kept, unpriced));
                one.put(
                        "bytes",
                        measured.uses().stream().mapToLong(StorageUse::bytes).sum());
                BigDecimal cost = cost(measured.uses());
                one.put("perMonth", cost);
                total = total.add(cost);
            } catch (IOException | UncheckedIOException e) {
                one.put("unreachable", Problem.of("Not measured", e).detail());
            }
            described.add(one);
        }
        var report = new LinkedHashMap<String, Object>();
        report.put("currency", prices.currency());
        report.put("perMonth", total);
        report.put("withoutPrice", unpriced);
        report.put("repositories", described);
        return report;
    }

    private record Measured(Instant at, List<StorageUse> uses) {}

    private Measured measured(Repository repository, List<StorageSamples.Row> kept) throws IOException {
        Optional<Instant> newest = kept.stream().map(StorageSamples.Row::at).max(Instant::compareTo);
        boolean fresh =
                newest.isPresent() && newest.get().isAfter(clock.instant().minus(FRESH));
        if (isLocal(repository) || !fresh) {
            return new Measured(clock.instant(), measure(repository));
        }
        List<StorageUse> uses = kept.stream()
                .filter(row -> row.at().equals(newest.get()))
                .map(row ->
                        new StorageUse(row.repository(), row.target(), row.storageClass(), row.objects(), row.bytes()))
                .toList();
        return new Measured(newest.get(), uses);
    }

    private List<StorageUse> measure(Repository repository) throws IOException {
        try {
            return StorageUse.of(repository, isLocal(repository), targets.get());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean isLocal(Repository repository) {
        return repository.id().equals(LocalRepository.ID);
    }

    private List<Map<String, Object>> rows(
            List<StorageUse> uses, List<StorageSamples.Row> kept, List<String> unpriced) {
        long all = Math.max(1, uses.stream().mapToLong(StorageUse::bytes).sum());
        var rows = new ArrayList<Map<String, Object>>();
        for (StorageUse use : uses) {
            Optional<BigDecimal> cost = prices.monthly(use.storageClass(), use.bytes());
            if (cost.isEmpty() && !unpriced.contains(use.storageClass())) {
                unpriced.add(use.storageClass());
            }
            OptionalLong growth = growth(use, kept);
            var row = new LinkedHashMap<String, Object>();
            row.put("target", use.target());
            row.put("storageClass", use.storageClass());
            row.put("objects", use.objects());
            row.put("bytes", use.bytes());
            row.put("share", Math.round(1000.0 * use.bytes() / all) / 1000.0);
            row.put("perMonth", cost.orElse(null));
            row.put("growthPerDay", growth.isPresent() ? growth.getAsLong() : null);
            rows.add(row);
        }
        return rows;
    }

    private static OptionalLong growth(StorageUse use, List<StorageSamples.Row> kept) {
        return Growth.perDay(kept.stream()
                .filter(row ->
                        row.target().equals(use.target()) && row.storageClass().equals(use.storageClass()))
                .map(row -> new Growth.Sample(row.at(), row.bytes()))
                .toList());
    }

    private BigDecimal cost(List<StorageUse> uses) {
        return uses.stream()
                .flatMap(use -> prices.monthly(use.storageClass(), use.bytes()).stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Without the catalog everything is measured now, and nobody knows the growth. */
    private Map<String, List<StorageSamples.Row>> known() {
        try {
            return samples.since(clock.instant().minus(GROWTH_OVER));
        } catch (RuntimeException e) {
            LOG.warn("The growth of storage is not known: {}", e.getMessage());
            return Map.of();
        }
    }
}
