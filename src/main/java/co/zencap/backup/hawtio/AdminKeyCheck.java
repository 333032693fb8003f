package co.zencap.backup.hawtio;

import java.lang.management.ManagementFactory;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * How the sign-in of Hawtio, an application of its own that shares no class with the service, has keys looked at: both are in
 * one process, and so by an MBean. What may be done over Jolokia does not include asking it.
 */
public final class AdminKeyCheck {
    private static final ObjectName NAME = name();

    private AdminKeyCheck() {}

    /** Has keys looked at by this from now on. */
    public static void publish(Predicate<String> opens) throws JMException {
        withdraw();
        AdminKeyCheckMBean check = opens::test;
        server().registerMBean(new StandardMBean(check, AdminKeyCheckMBean.class), NAME);
    }

    /** From now on no key opens. */
    public static void withdraw() throws JMException {
        if (server().isRegistered(NAME)) {
            server().unregisterMBean(NAME);
        }
    }

    /** Whether this is a key of an administrator; none is before somebody looks at them. */
    static boolean matches(char[] candidate) {
        try {
            Object answer = server().invoke(
                            NAME, "opens", new Object[] {new String(candidate)}, new String[] {String.class.getName()});
            return Boolean.TRUE.equals(answer);
        } catch (JMException e) {
            return false; // the service has not started, or has ended
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static ObjectName name() {
        try {
            return new ObjectName("co.zencap.backup:type=AdminKeyCheck");
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("This is a name", e);
        }
    }
}
