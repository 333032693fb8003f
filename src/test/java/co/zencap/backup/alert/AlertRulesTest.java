package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.AlertRule.Hours;
import co.zencap.backup.operation.Problem;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Set<String> ALL =
            new LinkedHashSet<>(List.of("webhook", "email", "slack", "sms", "disaster", "jira"));

    private static AlertRules rules(AlertRule... rules) {
        return new AlertRules(List.of(rules), ALL, ZoneId.of("Europe/Berlin"));
    }

    private static Alert alert(Level level, String component, String target, Instant at) {
        return Alert.of(level, component, target, new Problem("t", "d", "h"), at);
    }

    private static Alert alert(Level level) {
        return alert(level, "backup", "shop", NOON);
    }

    private static AlertRule rule(Set<Level> levels, Set<String> components, Hours hours, String... channels) {
        return new AlertRule(levels, components, Set.of(), Optional.ofNullable(hours), List.of(channels));
    }

    @Test
    void withoutRulesNobodyIsWokenForWhatCanWait() {
        assertThat(rules().channels(alert(Level.INFO))).containsExactly("log");
        assertThat(rules().channels(alert(Level.WARNING))).containsExactly("log", "webhook", "slack", "jira");
        assertThat(rules().channels(alert(Level.ERROR))).containsExactly("log", "webhook", "email", "slack", "jira");
        assertThat(rules().channels(alert(Level.CRITICAL)))
                .containsExactly("log", "webhook", "email", "slack", "sms", "jira");
    }

    @Test
    void incidentsAreOpenedOfRecoveriesAlone() {
        assertThat(rules().channels(alert(Level.CRITICAL, "recovery", "shop", NOON)))
                .contains("disaster");
        assertThat(rules().channels(alert(Level.CRITICAL, "restoration-test", "shop", NOON)))
                .doesNotContain("disaster");
        assertThat(rules().channels(alert(Level.ERROR, "recovery", "shop", NOON)))
                .doesNotContain("disaster");
        assertThat(rules().forEscalation()).doesNotContain("disaster", "log").contains("email", "sms");
        assertThat(rules(rule(Set.of(), Set.of("backup"), null, "disaster")).channels(alert(Level.ERROR)))
                .containsExactly("log", "disaster");
    }

    @Test
    void theFirstRuleThatHoldsDecides() {
        AlertRules rules = rules(
                rule(Set.of(Level.ERROR), Set.of("upload"), null, "slack"),
                rule(Set.of(Level.ERROR), Set.of(), null, "sms", "email"),
                rule(Set.of(), Set.of("backup"), null));

        assertThat(rules.channels(alert(Level.ERROR, "upload", "shop", NOON))).containsExactly("log", "slack");
        assertThat(rules.channels(alert(Level.ERROR)))
                .as("a text message is for what is critical")
                .containsExactly("log", "email");
        assertThat(rules.channels(alert(Level.CRITICAL))).containsExactly("log");
        assertThat(rules.channels(alert(Level.WARNING, "cleanup", "shop", NOON)))
                .contains("webhook");
    }

    @Test
    void aRuleMayBeForSomeTargets() {
        AlertRules rules =
                rules(new AlertRule(Set.of(), Set.of(), Set.of("sandbox"), Optional.empty(), List.of("jira")));

        assertThat(rules.channels(alert(Level.CRITICAL, "backup", "sandbox", NOON)))
                .containsExactly("log", "jira");
        assertThat(rules.channels(alert(Level.CRITICAL))).contains("sms");
    }

    /** Berlin is an hour ahead of UTC in winter, two in summer. */
    @Test
    void aTimeOfDayIsTheOperatorsAndMayPassMidnight() {
        AlertRules rules = rules(rule(Set.of(), Set.of(), new Hours(LocalTime.of(20, 0), LocalTime.of(7, 0)), "jira"));

        assertThat(at(rules, "2026-11-24T18:59:59Z")).contains("email");
        assertThat(at(rules, "2026-11-24T19:00:00Z")).containsExactly("log", "jira");
        assertThat(at(rules, "2026-11-24T23:30:00Z")).containsExactly("log", "jira");
        assertThat(at(rules, "2026-11-25T05:59:59Z")).containsExactly("log", "jira");
        assertThat(at(rules, "2026-11-25T06:00:00Z")).contains("email");
        assertThat(at(rules, "2026-07-24T18:30:00Z")).containsExactly("log", "jira");
    }

    @Test
    void whatIsNotSetUpTellsNobody() {
        AlertRules few = new AlertRules(
                List.of(rule(Set.of(), Set.of(), null, "sms", "webhook")), Set.of("webhook"), ZoneId.of("UTC"));

        assertThat(few.channels(alert(Level.ERROR))).containsExactly("log", "webhook");
    }

    @Test
    void othersTellInPlaceOfAChannelThatFails() {
        assertThat(rules().insteadOf("email", Level.WARNING)).isEmpty();
        assertThat(rules().insteadOf("email", Level.ERROR)).containsExactly("webhook", "slack", "jira");
        assertThat(rules().insteadOf("email", Level.CRITICAL)).containsExactly("webhook", "slack", "sms", "jira");
    }

    private static List<String> at(AlertRules rules, String time) {
        return rules.channels(alert(Level.ERROR, "backup", "shop", Instant.parse(time)));
    }
}
