package co.zencap.backup.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How a part is. */
public enum Condition {
    @JsonProperty("up")
    UP,
    /** It works, and something about it needs a person. */
    @JsonProperty("degraded")
    DEGRADED,
    /** It can't be used. */
    @JsonProperty("down")
    DOWN,
    /** It gives no answer at all. */
    @JsonProperty("hanging")
    HANGING,
    /** Nobody can say now, as what knows it is away. */
    @JsonProperty("unknown")
    UNKNOWN;

    /** As the API, metrics and the catalog have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether what needs it fails now. */
    public boolean isOutage() {
        return this == DOWN || this == HANGING;
    }
}
