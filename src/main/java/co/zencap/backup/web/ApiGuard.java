package co.zencap.backup.web;

import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.web.Sessions.Session;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Lets calls of the API pass that show {@code ADMIN_API_KEY} as a bearer token (RFC 6750), or come from a page whose session is
 * signed in. A browser adds the session's cookie by itself, so a call that changes something must also show what only the page
 * knows.
 */
public final class ApiGuard extends HttpFilter {
    /** Carries the session's token against calls that other pages make a browser send. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final long serialVersionUID = 1L;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final transient AdminKey key;
    private final transient Sessions sessions;

    public ApiGuard(AdminKey key, Sessions sessions) {
        this.key = key;
        this.sessions = sessions;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String authorization = request.getHeader("Authorization");
        if (isSigningIn(request) || key.isIn(authorization)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Session> session = authorization == null ? sessions.find(SessionCookie.of(request)) : Optional.empty();
        if (session.isEmpty()) {
            PageHeaders.addForData(response);
            response.setHeader("WWW-Authenticate", "Bearer realm=\"zencap\"");
            new ProblemDocument(
                            401,
                            "Not authorized",
                            "The call does not show the right key.",
                            "Send the header 'Authorization: Bearer' followed by the value of ADMIN_API_KEY.")
                    .send(response);
        } else if (READING.contains(request.getMethod()) || session.get().isOf(request.getHeader(CSRF_HEADER))) {
            chain.doFilter(request, response);
        } else {
            PageHeaders.addForData(response);
            new ProblemDocument(
                            403,
                            "Not from the dashboard",
                            "The call does not show the session's token, so another page may have sent it.",
                            "Load the dashboard anew; a program sends the key as a bearer token instead.")
                    .send(response);
        }
    }

    /** What answers there lets nobody do anything without the key. */
    private static boolean isSigningIn(HttpServletRequest request) {
        return SessionServlet.PATH.equals(request.getServletPath()) && request.getPathInfo() == null;
    }
}
