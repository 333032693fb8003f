package co.zencap.backup.api;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.slack.SlackCall;
import co.zencap.backup.alert.slack.SlackCard;
import co.zencap.backup.alert.slack.SlackMessages;
import co.zencap.backup.alert.slack.SlackPress;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ProducerTemplate;

/** Does what somebody has asked for with a button in Slack, writes down who it was, and shows it in the message. */
public final class SlackButtons {
    /** Slack calls for whoever has pressed, and tells who, not where. */
    private static final String SOURCE = "Slack";

    private static final Duration SILENCE = Duration.ofHours(1);

    private final SlackMessages messages;
    private final AlertQueries alerts;
    private final AlertBook book;
    private final Settings settings;
    private final BackupRequests requests;
    private final RouteQueues queues;
    private final ProducerTemplate routes;
    private final AlertAudit audit;

    public SlackButtons(
            SlackMessages messages,
            AlertQueries alerts,
            AlertBook book,
            Settings settings,
            BackupRequests requests,
            RouteQueues queues,
            ProducerTemplate routes,
            AlertAudit audit) {
        this.messages = messages;
        this.alerts = alerts;
        this.book = book;
        this.settings = settings;
        this.requests = requests;
        this.queues = queues;
        this.routes = routes;
        this.audit = audit;
    }

    /** What Slack is to show for it. */
    public SlackCall press(@Body SlackPress press) {
        Optional<AlertQueries.Row> found = alerts.find(press.alert());
        if (found.isEmpty()) {
            return SlackCall.whisper(press.answer(), "There is no such alert any more.");
        }
        AlertQueries.Row alert = found.get();
        if (alert.resolvedAt() != null) {
            return shown(press, List.of("It was over already."));
        }
        return switch (press.action()) {
            case SlackPress.ACKNOWLEDGE -> {
                write(book.acknowledged(alert.id(), press.by()));
                audit.write(press.by(), SOURCE, Action.ACKNOWLEDGE, alert, null);
                yield shown(press, List.of());
            }
            case SlackPress.SILENCE -> {
                write(book.silenced(alert.id(), press.by(), SILENCE));
                audit.write(press.by(), SOURCE, Action.SILENCE, alert, null);
                yield shown(press, List.of());
            }
            default -> runAgain(press, alert);
        };
    }

    /** What whoever pressed hears when it could not be done. */
    public SlackCall apology(SlackPress press, Exception failure) {
        String why = failure instanceof ApiProblem problem
                ? problem.problem().detail()
                : "See in ./zencap status whether the catalog is there.";
        return SlackCall.whisper(press.answer(), "That could not be done. " + why);
    }

    private SlackCall runAgain(SlackPress press, AlertQueries.Row alert) {
        Optional<Kind> kind = kind(alert.target());
        if (kind.isEmpty()) {
            return SlackCall.whisper(press.answer(), "There is no backup of that to run.");
        }
        Optional<BackupRequest> wish = requests.of(kind.get(), alert.target());
        if (wish.isEmpty()) {
            return SlackCall.whisper(press.answer(), "A backup is running already.");
        }
        String operation = queues.put("seda:run-backup", wish.get(), wish.get().operation())
                .id();
        audit.write(press.by(), SOURCE, Action.RUN_AGAIN, alert, operation);
        return shown(press, List.of(press.by() + " has begun another backup."));
    }

    private Optional<Kind> kind(String target) {
        if (settings.databases().find(target).isPresent()) {
            return Optional.of(Kind.DATABASE);
        }
        if (target.equals(settings.fullTarget().value())) {
            return Optional.of(Kind.FULL);
        }
        if (settings.wal().isPresent() && target.equals(settings.baseTarget().value())) {
            return Optional.of(Kind.BASE);
        }
        boolean isFiles =
                settings.fileSets().stream().anyMatch(set -> set.id().value().equals(target));
        return isFiles ? Optional.of(Kind.FILES) : Optional.empty();
    }

    private SlackCall shown(SlackPress press, List<String> remarks) {
        AlertQueries.Row now = alerts.find(press.alert()).orElseThrow();
        return SlackCall.replace(press.answer(), messages.card(SlackCard.of(now, remarks)));
    }

    private void write(CatalogEntry entry) {
        routes.sendBody("direct:record-in-catalog", entry);
    }
}
