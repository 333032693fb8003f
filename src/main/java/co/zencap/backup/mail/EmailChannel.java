package co.zencap.backup.mail;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.mail.Page.Tone;
import co.zencap.backup.settings.EmailSettings;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says by e-mail what a notice says. All that is said of one alert is one thread: the rest answers its first message. */
public final class EmailChannel {
    private final EmailSettings settings;
    private final String service;
    private final LocalTimes times;
    private final Clock clock;

    /** @param service whose alerts these are */
    public EmailChannel(EmailSettings settings, String service, LocalTimes times, Clock clock) {
        this.settings = settings;
        this.service = service;
        this.times = times;
        this.clock = clock;
    }

    /** The message of a notice. */
    public Email email(Notice notice) {
        Alert alert = notice.alert();
        boolean first = notice.isDigest() || notice.idempotencyKey().equals(alert.id());
        // Who was told that nobody has taken it has to hear how it ends, too.
        boolean isForAll = notice.told().stream().anyMatch(each -> each.escalations() > 0);
        List<String> to = isForAll ? settings.everybody() : settings.recipients();
        return new Email(
                first ? alert.id() : notice.idempotencyKey().replace('/', '.'),
                first ? null : Optional.ofNullable(notice.toldIn()).orElse(alert.id()),
                to,
                subject(notice),
                page(notice),
                alert.level() == Level.CRITICAL && !notice.isResolved(),
                clock.instant());
    }

    private String subject(Notice notice) {
        Alert alert = notice.alert();
        String about = alert.target().isEmpty() ? service : alert.target();
        return "[ZenCap Backup] " + state(notice) + (isEscalation(notice) ? ", " : " ") + CleanText.line(about, 60)
                + ": " + alert.problem().title();
    }

    private static String state(Notice notice) {
        if (notice.isResolved()) {
            return "RESOLVED";
        }
        return notice.alert().level() + (isEscalation(notice) ? ", NOBODY HAS TAKEN IT" : "");
    }

    private static boolean isEscalation(Notice notice) {
        return notice.event().startsWith("escalated ");
    }

    private Page page(Notice notice) {
        Alert alert = notice.alert();
        var page = new Page(
                state(notice) + " \u00b7 " + service + " \u00b7 " + alert.component(),
                alert.problem().title(),
                tone(notice));
        if (notice.isResolved()) {
            page.paragraph("It is over: " + notice.resolution());
        }
        var facts = new LinkedHashMap<String, String>();
        facts.put("Level", alert.level().name().toLowerCase(Locale.ROOT));
        facts.put("What", alert.problem().title());
        facts.put("Why", alert.problem().detail());
        facts.put("What to do", notice.isResolved() ? "" : alert.problem().hint());
        facts.put("Target", alert.target());
        facts.put("Component", alert.component());
        facts.put("Operation", alert.operationId());
        facts.put("Backup", alert.backupId());
        facts.put("Since", times.exact(alert.at()));
        facts.put("Seen", notice.seen() == 1 ? "once" : notice.seen() + " times, last " + times.exact(notice.seenAt()));
        facts.put("Resolved", notice.isResolved() ? times.exact(notice.resolvedAt()) : "");
        facts.put(
                "Escalated",
                switch (notice.escalations()) {
                    case 0 -> "";
                    case 1 -> "once";
                    default -> notice.escalations() + " times";
                });
        facts.put("Alert", alert.id());
        page.facts(facts);
        if (!notice.isResolved() && notice.isOfAnAlert() && alert.level() == Level.CRITICAL) {
            page.paragraph("Until somebody has taken it all are told again every half hour, at most "
                    + AlertBook.ESCALATIONS + " times, and again when it lasts for " + AlertBook.TAKEN.toHours()
                    + " hours after that: ./zencap alerts acknowledge " + alert.id()
                    + ", or POST /api/v1/alerts/" + alert.id() + "/acknowledge");
        }
        if (notice.isOfAnAlert()) {
            settings.dashboard()
                    .ifPresent(url -> page.paragraph("The dashboard shows it: "
                            + url.toString().replaceFirst("/+$", "") + "/#/alerts/" + alert.id()));
        }
        return page;
    }

    private static Tone tone(Notice notice) {
        if (notice.isResolved()) {
            return Tone.GOOD;
        }
        return switch (notice.alert().level()) {
            case INFO -> Tone.NEUTRAL;
            case WARNING -> Tone.WARNING;
            case ERROR, CRITICAL -> Tone.BAD;
        };
    }
}
