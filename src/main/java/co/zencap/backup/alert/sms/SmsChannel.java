package co.zencap.backup.alert.sms;

import co.zencap.backup.alert.Notice;
import co.zencap.backup.catalog.AlertMessages;
import co.zencap.backup.catalog.AlertMessages.Message;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import com.twilio.type.PhoneNumber;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Body;

/** Who gets which text message of an alert. */
public final class SmsChannel {
    /** The channel's name. */
    public static final String NAME = "sms";

    private static final String ESCALATED = "escalated ";

    private final OnCall people;
    private final PhoneNumber from;
    private final AlertMessages messages;
    private final Clock clock;

    /** @param from the number that writes */
    public SmsChannel(OnCall people, String from, AlertMessages messages, Clock clock) {
        this.people = people;
        this.from = new PhoneNumber(from);
        this.messages = messages;
        this.clock = clock;
    }

    /** Those of a notice; without those that an earlier try has brought to their people. */
    public List<Sms> messages(@Body Notice notice) {
        List<Message> taken = notice.notification() == 0
                ? List.of()
                : messages.of(notice.alert().id());
        List<String> have = taken.stream()
                .filter(message -> message.event().equals(notice.event()))
                .map(Message::recipient)
                .toList();
        return recipients(notice, taken).stream()
                .filter(number -> !have.contains(number))
                .map(number -> new Sms(
                        notice.alert().id(), notice.event(), new PhoneNumber(number), from, SmsText.fit(text(notice))))
                .toList();
    }

    /** That it is over is for those who were called. */
    private List<String> recipients(Notice notice, List<Message> taken) {
        if (notice.event().equals("resolved")) {
            return taken.stream().map(Message::recipient).distinct().toList();
        }
        int escalations = notice.event().startsWith(ESCALATED)
                ? Integer.parseInt(notice.event().substring(ESCALATED.length()))
                : 0;
        return people.called(escalations, clock.instant());
    }

    private static String text(Notice notice) {
        Problem problem = notice.alert().problem();
        if (notice.isResolved()) {
            return "RESOLVED: " + problem.title() + ". " + notice.resolution();
        }
        String hint = problem.hint().isBlank() ? "" : " TO DO: " + problem.hint();
        return (notice.event().startsWith(ESCALATED) ? "STILL " : "")
                + notice.alert().level() + ": " + problem.title() + ". " + problem.detail() + hint;
    }

    /** Twilio has taken it. */
    public CatalogEntry taken(Sms sms, com.twilio.rest.api.v2010.account.Message answer) {
        return messages.taken(sms.alert(), new Message(sms.event(), sms.to().getEndpoint(), answer.getSid()));
    }

    /** Messages that were not taken; whoever sends adds to it. */
    public List<Exception> failures() {
        return new CopyOnWriteArrayList<>();
    }

    /** One that was not: the others are sent all the same. */
    public void add(List<Exception> failures, Exception failure) {
        failures.add(failure);
    }

    /** Fails when a message was not taken. */
    public void requireAll(List<Exception> failures) throws Exception {
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }
}
