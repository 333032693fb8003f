package co.zencap.backup.mail;

import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of a message beside those that every server sets by itself. All values are of our own making. */
final class MailHeaders {
    private MailHeaders() {}

    static Map<String, String> of(Email email, String from) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Message-ID", email.messageId(from));
        if (email.answers() != null) {
            headers.put("In-Reply-To", email.answered(from));
            headers.put("References", email.answered(from));
        }
        // Nobody's out-of-office note answers a machine.
        headers.put("Auto-Submitted", "auto-generated");
        headers.put("X-Auto-Response-Suppress", "All");
        if (email.urgent()) {
            headers.put("Importance", "high");
            headers.put("X-Priority", "1");
        }
        return headers;
    }
}
