package co.zencap.backup.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the reader's clock shows them, with the zone, as the reader may be elsewhere. */
public record LocalTimes(ZoneId zone) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm zzz", Locale.ENGLISH);
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss zzz", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    /** For example {@code Thu 26 Nov 2026, 07:00 CET}. */
    public String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    /** The same with seconds. */
    public String exact(Instant instant) {
        return EXACT.format(instant.atZone(zone));
    }

    /** For example {@code Thu 26 Nov 2026}. */
    public String day(Instant instant) {
        return DAY.format(instant.atZone(zone));
    }
}
