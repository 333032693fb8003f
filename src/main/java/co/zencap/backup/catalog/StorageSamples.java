package co.zencap.backup.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How much the repositories held at earlier times. */
public final class StorageSamples {
    private static final Duration KEPT = Duration.ofDays(400);

    private final CatalogQueries queries;
    private final String service;

    /** @param service whose samples; another's may lie in the same catalog */
    public StorageSamples(CatalogQueries queries, String service) {
        this.queries = queries;
        this.service = service;
    }

    /** What a repository held of one target in one storage class. */
    public record Row(String repository, String target, String storageClass, long objects, long bytes, Instant at) {}

    /** All samples since a time, by repository. */
    public Map<String, List<Row>> since(Instant time) {
        return queries.query("storage-samples", Map.of("service", service, "since", time.toString())).stream()
                .map(row -> new Row(
                        row.text("repository"),
                        row.text("target"),
                        row.text("storage_class"),
                        row.number("objects"),
                        row.number("bytes"),
                        row.instant("at")))
                .collect(Collectors.groupingBy(Row::repository));
    }

    /** A new sample. */
    public CatalogEntry entry(Row row) {
        return CatalogEntry.entry(
                "record-storage-sample",
                "service",
                service,
                "at",
                row.at(),
                "repository",
                row.repository(),
                "target",
                row.target(),
                "storageClass",
                row.storageClass(),
                "objects",
                row.objects(),
                "bytes",
                row.bytes());
    }

    /** Deletes those that nobody asks for any more. */
    public CatalogEntry forget(Instant now) {
        return CatalogEntry.entry("forget-storage-samples", "service", service, "before", now.minus(KEPT));
    }
}
