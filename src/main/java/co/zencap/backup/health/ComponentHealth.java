package co.zencap.backup.health;

import co.zencap.backup.catalog.HealthHistory;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * How one part is, and was, as far as this process knows.
 *
 * @param name which
 * @param state how it is
 * @param since when it was first found like that
 * @param lastGood when it was last found to be all right; null if never
 * @param detail a sentence on why, or on what answers
 * @param hint what to do; empty where nothing has to be done
 * @param response how long its answer took; null where it gave none, or where that tells nothing
 * @param elsewhere conditions of which another watch tells people
 * @param isVital whether its outage is critical
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ComponentHealth(
        String name,
        @JsonProperty("state") Condition state,
        Instant since,
        Instant lastGood,
        String detail,
        String hint,
        Duration response,
        @JsonIgnore Set<Condition> elsewhere,
        @JsonIgnore boolean isVital) {

    /** Whether nobody else tells people of it as it is. */
    @JsonIgnore
    public boolean isToldHere() {
        return !elsewhere.contains(state);
    }

    /** The same part as it is found at another time. */
    ComponentHealth next(Finding finding, Duration response, Instant now) {
        return new ComponentHealth(
                name,
                finding.condition(),
                finding.condition() == state ? since : now,
                finding.condition() == Condition.UP ? now : lastGood,
                finding.detail(),
                finding.hint(),
                response,
                elsewhere,
                isVital);
    }

    /**
     * With what was known before this process began. What is away now and was then has been away since; what is well has
     * been found well since the start alone.
     */
    ComponentHealth recalled(HealthHistory.Row before) {
        boolean goesOn = lastGood == null
                && state != Condition.UP
                && before.state().equals(state.word())
                && before.since().isBefore(since);
        return new ComponentHealth(
                name,
                state,
                goesOn ? before.since() : since,
                lastGood == null ? before.lastGood() : lastGood,
                detail,
                hint,
                response,
                elsewhere,
                isVital);
    }

    static ComponentHealth first(Component component, Finding finding, Duration response, Instant now) {
        return new ComponentHealth(
                        component.name(),
                        finding.condition(),
                        now,
                        null,
                        "",
                        "",
                        null,
                        component.elsewhere(),
                        component.isVital())
                .next(finding, response, now);
    }
}
