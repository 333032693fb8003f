package co.zencap.backup.repository;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** A repository could not do what it was asked: what failed, why, and what a person can do about it. */
public final class RepositoryFailure extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as a program may care; a person reads the message. */
    public enum Reason {
        /** The bucket or directory itself is missing. */
        MISSING,
        /** The credentials are valid and do not permit this. */
        FORBIDDEN,
        /** The credentials are missing, unknown, expired, or the secret is wrong. */
        CREDENTIALS,
        /** This machine's clock and the server's are too far apart for signatures. */
        CLOCK,
        /** No connection, or none that lasted; a later try may succeed. */
        UNREACHABLE,
        /** The server's certificate is not trusted, or no common protocol. */
        TLS,
        /** No space, or a quota is reached. */
        FULL,
        /** The server asks to slow down or is failing inside; a later try may succeed. */
        BUSY,
        /** The object is there, in a tier from which it has to be retrieved before it can be read. */
        ARCHIVED,
        /** What is stored is not what was sent. */
        DAMAGED,
        /** The server refused for a reason of its own, which the message quotes. */
        REFUSED
    }

    private final Reason reason;

    public RepositoryFailure(Reason reason, String what, String why, String hint, Throwable cause) {
        super(what + ": " + why + ". HINT: " + hint, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    private RepositoryFailure(RepositoryFailure cause) {
        super(cause.getMessage(), cause);
        this.reason = cause.reason;
    }

    /** The same for another caller, who adds to it for itself. */
    RepositoryFailure again() {
        return new RepositoryFailure(this);
    }

    /** The first in a chain of causes that is {@link #away()}. */
    public static Optional<RepositoryFailure> awayIn(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof RepositoryFailure found && found.away()) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the repository could not be asked or did not show it, so that nothing is known of what it holds. */
    public boolean away() {
        return switch (reason) {
            case MISSING, FORBIDDEN, CREDENTIALS, CLOCK, UNREACHABLE, TLS, BUSY, ARCHIVED -> true;
            case FULL, DAMAGED, REFUSED -> false;
        };
    }

    /** Whether the same call may succeed later with nothing changed by a person. */
    public boolean temporary() {
        return reason == Reason.UNREACHABLE || reason == Reason.BUSY;
    }
}
