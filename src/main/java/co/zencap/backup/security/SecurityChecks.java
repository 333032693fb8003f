package co.zencap.backup.security;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.security.SecurityCheck.Outcome;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The steps of {@code check-security}. */
public final class SecurityChecks {
    private static final Duration KEPT = Duration.ofDays(400);

    private final String service;
    private final List<SecurityQuestion> questions;
    private final Operations operations;
    private final Clock clock;

    /** @param firstUse when the first backup was made with the key of an id; throws while the catalog is away */
    public SecurityChecks(
            Settings settings,
            List<Repository> repositories,
            Function<String, Optional<Instant>> firstUse,
            Operations operations,
            Clock clock) {
        service = settings.target().value();
        this.operations = operations;
        this.clock = clock;
        questions = new ArrayList<>();
        questions.add(new StoredEncryption(settings, repositories));
        questions.add(new KeyCondition(settings, firstUse, clock));
        questions.add(new Scratch(settings.workDir(), operations::running, clock));
        questions.add(new FileModes(settings));
        questions.add(new DatabaseAccess(
                "database", settings.database(), true, settings.wal().isPresent()));
        settings.databases().configured().stream()
                .skip(1)
                .forEach(each -> questions.add(new DatabaseAccess("database " + each.name(), each.url(), true, false)));
        settings.databases()
                .servers()
                .forEach(each -> questions.add(new DatabaseAccess("server " + each.prefix(), each.url(), true, false)));
        if (!settings.catalog().equals(settings.database())) {
            questions.add(new DatabaseAccess("catalog", settings.catalog(), false, false));
        }
        for (Repository repository : repositories) {
            if (repository instanceof S3Repository s3) {
                S3Connection bucket = s3.connection();
                questions.add(new BucketAccess(bucket.settings(), bucket::excess));
            }
        }
    }

    /** A new run; empty while one runs already. */
    public Optional<RunningOperation> begin() {
        return operations.beginAlone(Kind.SECURITY_CHECK, service, Set.of());
    }

    /** The same for a timer, which has nothing to say to whoever runs one: null then. */
    public RunningOperation beginScheduled() {
        return begin().orElse(null);
    }

    /** Asks everything. What can't be asked keeps nothing else from being asked. */
    public SecurityReport run(RunningOperation operation) {
        Instant startedAt = clock.instant();
        var checks = new ArrayList<SecurityCheck>();
        for (SecurityQuestion question : questions) {
            operation.phase(question.about(), 0);
            try {
                checks.addAll(question.ask());
            } catch (IOException | RuntimeException e) {
                Problem why = Problem.of(question.about(), e);
                checks.add(
                        SecurityCheck.skipped(question.about(), "It could not be asked: " + why.detail(), why.hint()));
            }
        }
        var report = new SecurityReport(
                UUID.randomUUID().toString(), operation.id(), startedAt, clock.instant(), List.copyOf(checks));
        for (Outcome outcome : Outcome.values()) {
            operation.result(outcome.toString(), report.count(outcome));
        }
        return report;
    }

    /** The catalog's row of a report; old ones go. */
    public List<CatalogEntry> entries(SecurityReport report) {
        return List.of(
                CatalogEntry.entry(
                        "record-security-check",
                        "id",
                        report.id(),
                        "service",
                        service,
                        "operationId",
                        report.operationId(),
                        "outcome",
                        report.outcome().toString(),
                        "startedAt",
                        report.startedAt(),
                        "endedAt",
                        report.endedAt(),
                        "checks",
                        CatalogEntry.json(report.checks())),
                CatalogEntry.entry(
                        "forget-security-checks",
                        "service",
                        service,
                        "before",
                        report.startedAt().minus(KEPT)));
    }

    /** One for each check that failed. */
    public Sightings sightings(SecurityReport report) {
        return new Sightings(
                "security",
                clock.instant(),
                report.checks().stream()
                        .filter(check -> check.outcome() == Outcome.FAILED)
                        .map(check -> alert(check, report))
                        .toList());
    }

    private Alert alert(SecurityCheck check, SecurityReport report) {
        String name = check.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + check.name().substring(1);
        return Alert.of(
                        Level.ERROR,
                        "security",
                        service,
                        new Problem(name + " is not as it should be", check.sentence(), check.hint()),
                        report.operationId(),
                        null,
                        clock.instant())
                .about(check.name());
    }

    /** Ends a run; that checks failed is what it found, and no failure of its own. */
    public void succeed(RunningOperation operation) {
        operation.succeed();
    }

    /** Ends a run that did not come to its end. */
    public Alert fail(Exception failure, RunningOperation operation) {
        var problem = Problem.of("The security checks could not be made", failure);
        operation.fail(problem);
        return Alert.of(Level.ERROR, "security", service, problem, operation.id(), null, clock.instant())
                .until(Ending.success(Kind.SECURITY_CHECK));
    }
}
