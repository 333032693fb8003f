package co.zencap.backup.runtime;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.Method;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.RestConsumerContextPathMatcher;
import org.apache.camel.support.RestConsumerContextPathMatcher.ConsumerPath;

/** Camel's {@code platform-http} on a servlet container, for which Camel itself has no engine. */
public final class ServletPlatformHttpEngine implements PlatformHttpEngine {
    private final List<ConsumerPath<ServletConsumer>> served = new CopyOnWriteArrayList<>();
    private final int port;

    /** @param port on which the container listens */
    public ServletPlatformHttpEngine(int port) {
        this.port = port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new ServletConsumer(endpoint, processor, served);
    }

    @Override
    public int getServerPort() {
        return port;
    }

    /** The route that serves a request, if there is one. */
    Optional<ServletConsumer> find(String method, String path) {
        List<ConsumerPath<ServletConsumer>> candidates = served.stream()
                .filter(each -> isLetterForLetter(each.getConsumerPath(), path))
                .toList();
        return Optional.ofNullable(RestConsumerContextPathMatcher.matchBestPath(method, path, candidates))
                .map(ConsumerPath::getConsumer);
    }

    /**
     * Camel takes upper for lower case, and more of what looks alike. The filters that ask for keys do not: what they let
     * pass must not be served.
     */
    private static boolean isLetterForLetter(String pattern, String path) {
        String[] expected = segments(pattern);
        String[] given = segments(path);
        for (int i = 0; i < Math.min(expected.length, given.length); i++) {
            boolean any = expected[i].isEmpty() || expected[i].contains("{") || expected[i].contains("*");
            if (!any && !expected[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    private static String[] segments(String path) {
        return path.replaceAll("^/+|/+$", "").split("/+");
    }

    /** The methods by which a path is served; none if it is not. */
    Set<Method> allowed(String path) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (Method method : Method.values()) {
            if (method != Method.OPTIONS && find(method.name(), path).isPresent()) {
                methods.add(method);
            }
        }
        return methods;
    }
}
