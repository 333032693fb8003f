package co.zencap.backup.alert.sms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is called, in which order. Quiet hours put a person behind the others; when all are quiet they are called all the same,
 * as what is critical can't wait.
 *
 * @param people as the operator has named them
 */
public record OnCall(List<Person> people) {
    public OnCall {
        people = List.copyOf(people);
    }

    /** All, in the operator's order. */
    List<String> everybody() {
        return people.stream().map(Person::number).toList();
    }

    /** The first, and one more with each time that nobody has acknowledged. */
    List<String> called(int escalations, Instant now) {
        var order = new ArrayList<String>();
        people.stream()
                .filter(person -> !person.isQuiet(now))
                .map(Person::number)
                .forEach(order::add);
        people.stream()
                .filter(person -> person.isQuiet(now))
                .map(Person::number)
                .forEach(order::add);
        return order.subList(0, Math.min(escalations + 1, order.size()));
    }
}
