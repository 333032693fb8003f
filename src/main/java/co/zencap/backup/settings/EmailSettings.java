package co.zencap.backup.settings;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * To whom e-mail goes, and how.
 *
 * @param recipients get all alerts that go by e-mail, and the reports
 * @param escalation get, as well, what nobody has taken in hand
 * @param from the sender
 * @param server takes it
 * @param dashboard where a browser finds this service; empty: alerts have no link
 */
public record EmailSettings(
        List<String> recipients, List<String> escalation, String from, Server server, Optional<URI> dashboard) {

    /** Takes e-mail. */
    public sealed interface Server permits Smtp, SendGrid {
        /** Which, for a person and for the routes. */
        String name();
    }

    /** How a connection is kept from being read. */
    public enum Security {
        /** TLS from the first byte. */
        TLS,
        /** Begun in the clear; without TLS nothing is sent. */
        STARTTLS,
        /** In the clear. */
        NONE
    }

    /** What a server wants to see. The password does not print itself. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** A mail server. */
    public record Smtp(String host, int port, Security security, Optional<Login> login) implements Server {
        @Override
        public String name() {
            return "smtp";
        }
    }

    /**
     * SendGrid's Web API.
     *
     * @param url without path
     * @param key a secret, which does not print itself
     */
    public record SendGrid(URI url, String key) implements Server {
        @Override
        public String name() {
            return "sendgrid";
        }

        @Override
        public String toString() {
            return "SendGrid[" + url + "]";
        }
    }

    /** Everybody for what was escalated, nobody twice. */
    public List<String> everybody() {
        var all = new LinkedHashMap<String, String>();
        recipients.forEach(address -> all.put(address.toLowerCase(Locale.ROOT), address));
        escalation.forEach(address -> all.putIfAbsent(address.toLowerCase(Locale.ROOT), address));
        return List.copyOf(all.values());
    }
}
