package co.zencap.backup.alert.sms;

import co.zencap.backup.alert.AlertRule.Hours;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Somebody who is called.
 *
 * @param number in E.164's form
 * @param quiet when others are called before; empty when never
 * @param zone of these hours
 */
public record Person(String number, Optional<Hours> quiet, ZoneId zone) {

    boolean isQuiet(Instant now) {
        return quiet.filter(hours -> hours.contain(LocalTime.ofInstant(now, zone)))
                .isPresent();
    }

    @Override
    public String toString() {
        return "Person[..." + number.substring(number.length() - 2) + "]";
    }
}
