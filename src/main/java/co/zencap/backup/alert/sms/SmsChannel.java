package co.zencap.backup.alert.sms;

import co.zencap.backup.alert.ChannelFailure;
import co.zencap.backup.alert.ChannelRefusal;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.catalog.AlertMessages;
import co.zencap.backup.catalog.AlertMessages.Message;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import com.twilio.type.PhoneNumber;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who gets which text message of an alert. */
public final class SmsChannel {
    /** The channel's name. */
    public static final String NAME = "sms";

    private static final Logger LOG = LoggerFactory.getLogger(SmsChannel.class);
    private static final String ESCALATED = "escalated ";
    /** By which Twilio says that a number is none, or that whoever has it wants no messages. */
    private static final int REFUSED = 400;

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
        List<Message> taken =
                notice.isWrittenDown() ? messages.of(notice.alert().id()) : List.of();
        List<String> have = taken.stream()
                .filter(message -> message.event().equals(notice.event()))
                .map(Message::recipient)
                .toList();
        return recipients(notice).stream()
                .filter(number -> !have.contains(number))
                .map(number -> new Sms(
                        notice.alert().id(), notice.event(), new PhoneNumber(number), from, SmsText.fit(text(notice))))
                .toList();
    }

    /** That all of it is over is for those who were called; a test is for everybody who may be. */
    private List<String> recipients(Notice notice) {
        if (notice.isTest()) {
            return people.everybody();
        }
        List<Notice> told = notice.told();
        if (notice.isWrittenDown() && told.stream().allMatch(Notice::isResolved)) {
            return told.stream().flatMap(this::called).distinct().toList();
        }
        int escalations = told.stream().mapToInt(SmsChannel::escalations).max().orElse(0);
        return people.called(escalations, clock.instant());
    }

    /** Who has heard of it, by a message of its own or with others. */
    private Stream<String> called(Notice notice) {
        return Stream.of(
                        notice.alert().id(),
                        Optional.ofNullable(notice.toldIn()).orElse(""))
                .flatMap(name -> messages.of(name).stream())
                .map(Message::recipient);
    }

    private static int escalations(Notice notice) {
        return notice.event().startsWith(ESCALATED)
                ? Integer.parseInt(notice.event().substring(ESCALATED.length()))
                : 0;
    }

    private static String text(Notice notice) {
        Problem problem = notice.alert().problem();
        if (notice.isResolved()) {
            return "RESOLVED: " + problem.title() + ". " + notice.resolution();
        }
        String hint = problem.hint().isBlank() ? "" : " TO DO: " + problem.hint();
        return (notice.event().startsWith(ESCALATED) ? "STILL " : notice.event().equals("returned") ? "AGAIN " : "")
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

    /**
     * Fails when a message was not taken that may be taken later. A number that Twilio refuses for good, while others have got
     * theirs, would only have the channel pass for one that is down.
     *
     * @param sent how many were
     */
    public void requireAll(List<Exception> failures, int sent) throws Exception {
        boolean somebodyHasIt = failures.size() < sent;
        for (Exception failure : failures) {
            if (!somebodyHasIt || !isForGood(failure)) {
                throw failure;
            }
            LOG.warn("Somebody on call did not get a text message. {}", ChannelFailure.reason(failure));
        }
    }

    private static boolean isForGood(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ChannelRefusal refused) {
                return refused.status() == REFUSED;
            }
        }
        return false;
    }
}
