package co.zencap.backup.settings;

/** Somebody named a target, a database's or a file set's, and there is none of that name; says which there are. */
public final class NoSuchTarget extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message with a hint that names those that there are */
    public NoSuchTarget(String message) {
        super(message);
    }
}
