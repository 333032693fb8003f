package co.zencap.backup.web;

import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.json.Json;
import co.zencap.backup.web.Sessions.Session;
import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/session}: signs a browser in with the admin key (POST), tells whether it is (GET), signs it out (DELETE). */
public final class SessionServlet extends HttpServlet {
    /** Under the API, as its cookie is. */
    public static final String PATH = "/api/session";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SessionServlet.class);
    private static final int LARGEST_BODY = 4096;

    private final transient AdminKey key;
    private final transient Sessions sessions;
    private final transient SignInLimit limit;

    public SessionServlet(AdminKey key, Sessions sessions, SignInLimit limit) {
        this.key = key;
        this.sessions = sessions;
        this.limit = limit;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        tell(sessions.find(SessionCookie.of(request)), response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String address = request.getRemoteAddr();
        Duration pause = limit.waitFor(address);
        if (!isOwnPage(request)) {
            refuse(response, 403, "Not signed in", "Another site's page asks for this.", "Open the dashboard itself.");
        } else if (!pause.isZero()) {
            long seconds = pause.toSeconds() + 1;
            response.setHeader("Retry-After", Long.toString(seconds));
            refuse(
                    response,
                    429,
                    "Not signed in",
                    "Too many wrong keys came from this address.",
                    "Try again in " + seconds + " seconds.");
        } else if (!key.is(shownKey(request))) {
            limit.failed(address);
            LOG.warn("Somebody at {} tried to sign in with a wrong key", address);
            refuse(
                    response,
                    401,
                    "Not signed in",
                    "That is not the admin key.",
                    "It is the value of ADMIN_API_KEY, as in .env.local on the service's machine.");
        } else {
            limit.succeeded(address);
            sessions.end(SessionCookie.of(request));
            String token = sessions.begin();
            SessionCookie.set(request, response, token);
            LOG.info("Somebody at {} signed in", address);
            tell(sessions.find(token), response);
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String token = SessionCookie.of(request);
        Optional<Session> session = sessions.find(token);
        if (session.isPresent() && !session.get().isOf(request.getHeader(ApiGuard.CSRF_HEADER))) {
            refuse(response, 403, "Not signed out", "The call does not come from the dashboard.", "Sign out there.");
            return;
        }
        sessions.end(token);
        SessionCookie.clear(request, response);
        tell(Optional.empty(), response);
    }

    /** Browsers say where a call comes from; JSON is not what another site's form can send. */
    private static boolean isOwnPage(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String type = request.getContentType();
        return (site == null || site.equals("same-origin")) && type != null && type.startsWith("application/json");
    }

    private static String shownKey(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY);
        try {
            return Json.MAPPER.readTree(body).path("key").asText().strip();
        } catch (JsonProcessingException e) {
            return ""; // no key is empty
        }
    }

    private static void tell(Optional<Session> session, HttpServletResponse response) throws IOException {
        Map<String, Object> document = session.isEmpty()
                ? Map.of("signedIn", false)
                : Map.of(
                        "signedIn",
                        true,
                        "csrfToken",
                        session.get().csrfToken(),
                        "until",
                        session.get().until());
        PageHeaders.addForData(response);
        response.setContentType("application/json");
        response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(document));
    }

    private static void refuse(HttpServletResponse response, int status, String title, String detail, String hint)
            throws IOException {
        PageHeaders.addForData(response);
        new ProblemDocument(status, title, detail, hint).send(response);
    }
}
