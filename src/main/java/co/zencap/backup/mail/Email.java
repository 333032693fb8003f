package co.zencap.backup.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A message, whichever server takes it.
 *
 * @param id names it among all of this sender's; the same for each try, so that what comes twice can be told
 * @param answers the id of the message that it belongs below; null for one that begins a thread
 * @param to whom it goes to
 * @param subject one line
 * @param content the same as text and as HTML
 * @param urgent whether it has to be looked at now
 * @param at when it was written
 */
public record Email(
        String id, String answers, List<String> to, String subject, Page content, boolean urgent, Instant at) {
    private static final int LONGEST_SUBJECT = 180;

    public Email {
        id = plain(id);
        answers = answers == null ? null : plain(answers);
        to = List.copyOf(to);
        subject = CleanText.line(subject, LONGEST_SUBJECT);
    }

    /** Ids become parts of headers. */
    private static String plain(String id) {
        return id.matches("[A-Za-z0-9]+([.-][A-Za-z0-9]+)*") && id.length() <= 100
                ? id
                : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** As a header has it. */
    String messageId(String from) {
        return reference(id, from);
    }

    /** Of the message that it belongs below; null without one. */
    String answered(String from) {
        return answers == null ? null : reference(answers, from);
    }

    private static String reference(String id, String from) {
        return "<" + id + from.substring(from.lastIndexOf('@')) + ">";
    }
}
