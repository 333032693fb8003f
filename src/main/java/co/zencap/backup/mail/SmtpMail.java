package co.zencap.backup.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;

/** Gives a message the form in which mail servers pass it on. */
public final class SmtpMail {
    /** The sender's name. */
    static final String NAME = "ZenCap Backup";

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String from;
    private final Session session;

    public SmtpMail(String from, Session session) {
        this.from = from;
        this.session = session;
    }

    /** Text first, then HTML: clients show the last part that they know. */
    public MimeMessage message(Email email) throws MessagingException, UnsupportedEncodingException {
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(from, NAME, UTF_8));
        for (String address : email.to()) {
            message.addRecipient(RecipientType.TO, new InternetAddress(address, true));
        }
        message.setSubject(email.subject(), UTF_8);
        message.setSentDate(Date.from(email.at()));
        for (Map.Entry<String, String> header : MailHeaders.of(email, from).entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        var parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(email.content().text(), "plain"));
        parts.addBodyPart(part(email.content().html(), "html"));
        message.setContent(parts);
        return message;
    }

    private static MimeBodyPart part(String content, String type) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(content, UTF_8, type);
        return part;
    }
}
