package co.zencap.backup.hawtio;

import java.security.Principal;

/**
 * Both the user of Hawtio and the role that it asks for.
 *
 * @param getName which of the two
 */
public record Administrator(String getName) implements Principal {
    static final String USER = "admin";
}
