package co.zencap.backup.settings;

import co.zencap.backup.alert.AlertRule.Hours;
import co.zencap.backup.alert.sms.Person;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads who gets text messages: numbers, each with the hours in which somebody else is called before. */
final class SmsReader extends VariableReader {
    private static final String NUMBERS = "BACKUP_ALERT_PHONE_NUMBERS";
    private static final String FROM = "TWILIO_PHONE_NUMBER";
    private static final List<String> NEEDED = List.of("TWILIO_SID", "TWILIO_AUTH_TOKEN", FROM);
    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final Pattern PERSON = Pattern.compile("([^\\s(]+)(?:\\s*\\(\\s*(\\S+)(?:\\s+(\\S+))?\\s*\\))?");

    SmsReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    /** @param zone of quiet hours that name none */
    Optional<SmsSettings> read(ZoneId zone) {
        List<String> missing =
                NEEDED.stream().filter(name -> text(name).isEmpty()).toList();
        Optional<String> numbers = text(NUMBERS);
        if (numbers.isEmpty() && missing.size() == NEEDED.size()) {
            return Optional.empty();
        }
        if (numbers.isEmpty() || !missing.isEmpty()) {
            String wanting = numbers.isEmpty() ? NUMBERS : missing.get(0);
            throw new IllegalArgumentException("Text messages are set up by halves: " + wanting + " is not set."
                    + " HINT: set " + String.join(", ", NEEDED) + " and " + NUMBERS + ", or none of them.");
        }
        String account = text("TWILIO_SID").orElseThrow();
        if (!account.matches("AC[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException(
                    "TWILIO_SID is no account's SID. HINT: copy it from Twilio's console; it is AC and 32 hexadecimal digits.");
        }
        return Optional.of(new SmsSettings(
                account,
                text("TWILIO_AUTH_TOKEN").orElseThrow(),
                number(FROM, text(FROM).orElseThrow()),
                people(numbers.orElseThrow(), zone),
                service("TWILIO_API_URL", text("TWILIO_API_URL").orElse("https://api.twilio.com"))));
    }

    private static List<Person> people(String text, ZoneId zone) {
        var people = new ArrayList<Person>();
        for (String each : text.split(",", -1)) {
            Person person = person(each.strip(), zone);
            if (people.stream().anyMatch(other -> other.number().equals(person.number()))) {
                throw new IllegalArgumentException(NUMBERS + " has a number twice. HINT: remove one.");
            }
            people.add(person);
        }
        return people;
    }

    private static Person person(String text, ZoneId zone) {
        Matcher parts = PERSON.matcher(text);
        if (!parts.matches() && text.contains("(")) {
            throw quiet();
        }
        String number = number(NUMBERS, parts.matches() ? parts.group(1) : text);
        if (parts.group(2) == null) {
            return new Person(number, Optional.empty(), zone);
        }
        Hours hours = Hours.parse(parts.group(2)).orElseThrow(SmsReader::quiet);
        try {
            return new Person(number, Optional.of(hours), parts.group(3) == null ? zone : ZoneId.of(parts.group(3)));
        } catch (DateTimeException e) {
            throw quiet();
        }
    }

    private static IllegalArgumentException quiet() {
        return new IllegalArgumentException(
                NUMBERS + " has quiet hours that can't be read. HINT: write a number, and its"
                        + " quiet hours like +14155550100 (22:00-07:00 America/New_York), with commas between.");
    }

    private static String number(String name, String text) {
        if (!E164.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " has a number that can't be called from everywhere."
                    + " HINT: write + and the country's code, without blanks, like +14155550100.");
        }
        return text;
    }
}
