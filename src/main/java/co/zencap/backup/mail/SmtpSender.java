package co.zencap.backup.mail;

import co.zencap.backup.settings.EmailSettings.Login;
import co.zencap.backup.settings.EmailSettings.Security;
import co.zencap.backup.settings.EmailSettings.Smtp;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to the operator's mail server. Made here and not by an endpoint's address, which Hawtio shows: it holds the
 * password.
 */
public final class SmtpSender extends DefaultJavaMailSender {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSender.class);

    /** Of one step, in milliseconds. */
    private static final String PATIENCE = "10000";

    /** Of all steps together: they have to end before another node may try. */
    private static final Duration ALL = Duration.ofSeconds(90);

    public SmtpSender(Smtp server) {
        this(server, ALL);
    }

    /** @param all how long a message may take */
    SmtpSender(Smtp server, Duration all) {
        String protocol = server.security() == Security.TLS ? "smtps" : "smtp";
        setProtocol(protocol);
        setHost(server.host());
        setPort(server.port());
        setUsername(server.login().map(Login::user).orElse(null));
        setPassword(server.login().map(Login::password).orElse(null));
        var properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "auth", Boolean.toString(server.login().isPresent()));
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "sendpartial", "true");
        for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.setProperty(prefix + timeout, PATIENCE);
        }
        properties.put(prefix + "socketFactory", new TimedSockets(all));
        properties.setProperty(prefix + "socketFactory.fallback", "false");
        setJavaMailProperties(properties);
    }

    /** One address that the server refuses must not keep the others from being told, nor have them told again and again. */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        try {
            super.send(message);
        } catch (SendFailedException e) {
            if (e.getValidSentAddresses() == null || e.getValidSentAddresses().length == 0) {
                throw e;
            }
            LOG.warn(
                    "The mail server took a message, but not for {} {}",
                    Arrays.toString(e.getInvalidAddresses()),
                    Arrays.toString(e.getValidUnsentAddresses()));
        }
    }
}
