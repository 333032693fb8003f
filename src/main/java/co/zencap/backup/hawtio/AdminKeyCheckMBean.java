package co.zencap.backup.hawtio;

/** What the sign-in of Hawtio asks of the service. */
public interface AdminKeyCheckMBean {

    /** Whether a key is in force and an administrator's. */
    boolean opens(String key);
}
