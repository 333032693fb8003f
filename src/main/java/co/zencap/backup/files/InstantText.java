package co.zencap.backup.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * Times in an index, as {@link Instant} writes and reads them, only faster: there are two in every line, and the JDK's way is
 * made for any format.
 */
final class InstantText {
    private static final int DAY = 86_400;
    private static final Instant FIRST = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int SECONDS_END = "2026-11-25T12:34:56".length();

    private InstantText() {}

    static String format(Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            return instant.toString();
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), DAY));
        int second = Math.floorMod(instant.getEpochSecond(), DAY);
        var text = new StringBuilder(30);
        text.append(day.getYear());
        two(text.append('-'), day.getMonthValue());
        two(text.append('-'), day.getDayOfMonth());
        two(text.append('T'), second / 3600);
        two(text.append(':'), second / 60 % 60);
        two(text.append(':'), second % 60);
        fraction(text, instant.getNano());
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** None, or as many threes of digits as it takes. */
    private static void fraction(StringBuilder text, int nanos) {
        if (nanos > 0) {
            text.append('.');
            int left = nanos;
            for (int unit = 100_000_000, digits = 0; left > 0 || digits % 3 != 0; unit /= 10, digits++) {
                text.append((char) ('0' + left / unit));
                left %= unit;
            }
        }
    }

    /** @throws DateTimeException when it is no time */
    static Instant parse(String text) {
        int length = text.length();
        boolean usual = length > SECONDS_END
                && length <= SECONDS_END + 11
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(length - 1) == 'Z'
                && (length == SECONDS_END + 1 || text.charAt(SECONDS_END) == '.' && length > SECONDS_END + 2);
        if (!usual) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECONDS_END);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text); // it knows what to say of that
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        int nanos = 0;
        int digits = Math.max(0, length - SECONDS_END - 2);
        if (digits > 0) {
            nanos = number(text, SECONDS_END + 1, length - 1);
            for (; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        return Instant.ofEpochSecond(day * DAY + hour * 3600 + minute * 60 + second, nanos);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeParseException("'" + text + "' is no time", text, i);
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** For JSON. */
    static final class Writing extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(format(instant));
        }
    }

    /** From JSON. */
    static final class Reading extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getText();
            try {
                return parse(text);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "%s", e.getMessage());
            }
        }
    }
}
