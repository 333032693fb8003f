package co.zencap.backup.web;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.web.Sessions.Session;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Lets calls of the API pass that show a key as a bearer token (RFC 6750), or come from a page whose session is signed in, and
 * says who it is. What a caller may do is decided where it is known what is asked for. A browser adds the session's cookie by
 * itself, so a call that changes something must also show what only the page knows.
 */
public final class ApiGuard extends HttpFilter {
    /** Carries the session's token against calls that other pages make a browser send. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final long serialVersionUID = 1L;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final transient Callers callers;
    private final transient Sessions sessions;

    public ApiGuard(Callers callers, Sessions sessions) {
        this.callers = callers;
        this.sessions = sessions;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String authorization = request.getHeader("Authorization");
        if (isSigningIn(request)) {
            chain.doFilter(request, response);
        } else if (authorization != null) {
            byKey(AdminKey.bearer(authorization).orElse(""), request, response, chain);
        } else {
            bySession(request, response, chain);
        }
    }

    private void byKey(String shown, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String address = callers.address(request);
        Optional<Caller> caller = callers.identify(shown, address);
        if (caller.isPresent()) {
            pass(caller.get(), request, response, chain);
            return;
        }
        Duration pause = callers.noteWrong(address, "API");
        if (pause.isZero()) {
            refuseUnknown(response);
        } else {
            refuseForNow(response, pause);
        }
    }

    private void bySession(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String token = SessionCookie.of(request);
        Optional<Session> session = sessions.find(token);
        Optional<Caller> caller = session.flatMap(open -> callers.still(open.caller()));
        if (caller.isEmpty()) {
            sessions.end(token);
            refuseUnknown(response);
        } else if (READING.contains(request.getMethod()) || session.get().isOf(request.getHeader(CSRF_HEADER))) {
            pass(caller.get().at(callers.address(request)), request, response, chain);
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

    private static void pass(Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(Caller.PROPERTY, caller);
        chain.doFilter(request, response);
    }

    private static void refuseUnknown(HttpServletResponse response) throws IOException {
        PageHeaders.addForData(response);
        response.setHeader("WWW-Authenticate", "Bearer realm=\"zencap\"");
        new ProblemDocument(
                        401,
                        "Not authorized",
                        "The call does not show the right key.",
                        "For ./zencap set BACKUP_API_KEY or ADMIN_API_KEY to a key of this service that is in force; other"
                                + " programs send it in the header 'Authorization: Bearer KEY'.")
                .send(response);
    }

    /** To whoever goes on showing wrong keys. */
    static void refuseForNow(HttpServletResponse response, Duration pause) throws IOException {
        long seconds = pause.toSeconds() + 1;
        PageHeaders.addForData(response);
        response.setHeader("Retry-After", Long.toString(seconds));
        new ProblemDocument(
                        429,
                        "Not signed in",
                        "Too many wrong keys came from this address, and this is another one.",
                        "Try again in " + seconds + " seconds; a right key opens at once.")
                .send(response);
    }

    /** What answers there lets nobody do anything without the key. */
    private static boolean isSigningIn(HttpServletRequest request) {
        return SessionServlet.PATH.equals(request.getServletPath()) && request.getPathInfo() == null;
    }
}
