package co.zencap.backup.postgres;

/**
 * A server's version.
 *
 * @param number PostgreSQL's {@code server_version_num}, for example 150018 for 15.18, 90624 for 9.6.24
 */
public record ServerVersion(int number) {

    /** 15 for 15.18; 9 for all of 9.x, which is older than anything supported. */
    public int major() {
        return number / 10_000;
    }

    public int minor() {
        return number % 10_000;
    }

    public boolean isAtLeast(int major) {
        return major() >= major;
    }

    @Override
    public String toString() {
        return major() + "." + minor();
    }
}
