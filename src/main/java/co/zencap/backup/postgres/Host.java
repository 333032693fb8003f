package co.zencap.backup.postgres;

import java.util.Objects;

/**
 * One server to try.
 *
 * @param name a host name, an IPv4 or IPv6 address without brackets, or the absolute path of a Unix socket's folder
 * @param port 1 to 65535
 */
public record Host(String name, int port) {

    public Host {
        Objects.requireNonNull(name, "name");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port number: " + port);
        }
    }

    /** Whether this is a Unix socket's folder (or, with {@code @}, an abstract one), as libpq tells them apart. */
    public boolean isSocket() {
        return name.startsWith("/") || name.startsWith("@");
    }

    /** {@code name:port}, an IPv6 address in brackets, a socket's path percent-encoded. */
    @Override
    public String toString() {
        if (isSocket()) {
            return name.replace("%", "%25").replace("/", "%2F") + ":" + port;
        }
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
}
