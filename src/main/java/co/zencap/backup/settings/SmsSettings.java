package co.zencap.backup.settings;

import co.zencap.backup.alert.sms.Person;
import java.net.URI;
import java.util.List;

/**
 * Who gets text messages, and through which account of Twilio.
 *
 * @param account its SID
 * @param token its secret
 * @param from the number that writes, in E.164's form
 * @param people in the order in which they are called
 * @param api Twilio itself, one of its regions, or what stands in for it
 */
public record SmsSettings(String account, String token, String from, List<Person> people, URI api) {
    public SmsSettings {
        people = List.copyOf(people);
    }

    @Override
    public String toString() {
        return "SmsSettings[" + people.size() + " people]";
    }
}
