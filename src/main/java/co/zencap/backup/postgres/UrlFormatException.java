package co.zencap.backup.postgres;

/** A connection URL that is not one; the message never repeats text in which a password may hide. */
public final class UrlFormatException extends IllegalArgumentException {

    UrlFormatException(String why, String hint) {
        super("The PostgreSQL URL cannot be used: " + why + "\nHINT: " + hint);
    }
}
