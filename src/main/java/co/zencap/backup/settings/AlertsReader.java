package co.zencap.backup.settings;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.AlertRule;
import co.zencap.backup.alert.AlertRule.Hours;
import co.zencap.backup.alert.Components;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads who is told of what: the channels' variables, and {@code config/alert-rules.yaml}. */
final class AlertsReader extends VariableReader {
    private static final String KNOWN =
            "a rule has channels and, where it is not for all alerts, levels, components, targets"
                    + " and between (like 20:00-07:00)";

    private final Path home;
    private final EmailReader email;
    private final SlackReader slack;
    private final SmsReader sms;
    private final WebhooksReader webhooks;

    /** One rule in the file; what is left out is null. */
    private record Entry(
            List<String> levels,
            List<String> components,
            List<String> targets,
            String between,
            List<String> channels) {}

    AlertsReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.home = home;
        this.email = new EmailReader(variables, home);
        this.slack = new SlackReader(variables, home);
        this.sms = new SmsReader(variables, home);
        this.webhooks = new WebhooksReader(variables, home);
    }

    /** @param zone of the operator's day */
    AlertSettings read(ZoneId zone) {
        var settings =
                new AlertSettings(List.of(), webhooks.read(), email.read(), slack.read(), sms.read(zone), heartbeats());
        if (text("BACKUP_PUBLIC_URL").isPresent()
                && settings.email().isEmpty()
                && settings.slack().isEmpty()) {
            throw new IllegalArgumentException("BACKUP_PUBLIC_URL is set, but nothing is sent that would link to it."
                    + " HINT: set BACKUP_ALERT_EMAILS or SLACK_BOT_TOKEN, too, or remove it.");
        }
        Map<String, AlertRule> rules = new YamlFile(home.resolve("config/alert-rules.yaml"), "rules")
                .read(Entry.class, KNOWN, (name, entry) -> rule(name, entry, settings.channels()));
        return settings.with(new ArrayList<>(rules.values()));
    }

    private HeartbeatSettings heartbeats() {
        return new HeartbeatSettings(
                text("BACKUP_HEARTBEAT_URL").map(url -> webhook("BACKUP_HEARTBEAT_URL", url)),
                text("BACKUP_HEARTBEAT_BACKUP_URL").map(url -> {
                    webhook("BACKUP_HEARTBEAT_BACKUP_URL", url.replace(HeartbeatSettings.TARGET, "x"));
                    return url;
                }));
    }

    private static AlertRule rule(String name, Entry entry, Set<String> configured) {
        if (entry.channels() == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' has no channels. HINT: name some, or write channels: [] to have"
                            + " these alerts in the log alone.");
        }
        for (String channel : entry.channels()) {
            if (!configured.contains(channel)) {
                throw new IllegalArgumentException(
                        "'" + name + "' names the channel '" + channel + "', which is not set up." + " HINT: "
                                + (configured.isEmpty()
                                        ? "no channel is set up yet."
                                        : "there is " + String.join(", ", configured) + "."));
            }
        }
        return new AlertRule(
                levels(name, entry.levels()),
                components(name, entry.components()),
                set(entry.targets()),
                Optional.ofNullable(entry.between()).map(text -> hours(name, text)),
                List.copyOf(entry.channels()));
    }

    private static Set<String> set(List<String> names) {
        return names == null ? Set.of() : Set.copyOf(names);
    }

    /** A misspelt one would have its alerts go the usual way, which nobody would notice before they come. */
    private static Set<String> components(String rule, List<String> names) {
        for (String name : names == null ? List.<String>of() : names) {
            if (!Components.known().contains(name)) {
                throw new IllegalArgumentException("'" + rule + "' names the component '" + name
                        + "', which no alert is of. HINT: there are " + String.join(", ", Components.known()) + ".");
            }
        }
        return set(names);
    }

    /** A rule for a target that does not exist is for a misspelt one, and the real one's alerts go the usual way. */
    static void check(Settings settings) {
        for (AlertRule rule : settings.alerts().rules()) {
            for (String target : rule.targets()) {
                if (!settings.targets().contains(target)
                        && !settings.databases().mayBeFound(target)) {
                    throw new IllegalArgumentException("config/alert-rules.yaml has a rule for '" + target
                            + "', but nothing of that name is backed up. HINT: use one of "
                            + String.join(", ", settings.targets()) + ".");
                }
            }
        }
    }

    private static Set<Level> levels(String rule, List<String> names) {
        var levels = EnumSet.noneOf(Level.class);
        for (String name : names == null ? List.<String>of() : names) {
            try {
                levels.add(Level.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + rule + "' names the level '" + name
                                + "'. HINT: there are info, warning, error and critical.",
                        e);
            }
        }
        return levels;
    }

    private static Hours hours(String rule, String text) {
        return Hours.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + rule + "' has '" + text + "' as its time of day. HINT: write it like 20:00-07:00."));
    }
}
