package co.zencap.backup.web;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Permissions;
import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.json.Json;
import co.zencap.backup.web.Sessions.Session;
import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/session}: signs a browser in with a key (POST), tells whether it is (GET), signs it out (DELETE). */
public final class SessionServlet extends HttpServlet {
    /** Under the API, as its cookie is. */
    public static final String PATH = "/api/session";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SessionServlet.class);
    /** A token of an identity provider names all groups of whoever has it. */
    private static final int LARGEST_BODY = 20 << 10;

    private final transient Callers callers;
    private final transient Sessions sessions;

    public SessionServlet(Callers callers, Sessions sessions) {
        this.callers = callers;
        this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String token = SessionCookie.of(request);
        Optional<Session> session = sessions.find(token);
        if (session.isPresent() && callers.still(session.get().caller()).isEmpty()) {
            sessions.end(token); // its key opens nothing any more
            session = Optional.empty();
        }
        tell(session, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isOwnPage(request)) {
            refuse(response, 403, "Not signed in", "Another site's page asks for this.", "Open the dashboard itself.");
            return;
        }
        String address = callers.address(request);
        Optional<Caller> caller = callers.identify(shownKey(request), address);
        if (caller.isEmpty()) {
            Duration pause = callers.noteWrong(address, "dashboard");
            if (!pause.isZero()) {
                ApiGuard.refuseForNow(response, pause);
                return;
            }
            refuse(
                    response,
                    401,
                    "Not signed in",
                    "That key opens nothing: it is mistyped, has expired, or was revoked.",
                    "Use the key that an administrator has given you (./zencap api-key create), or the value of"
                            + " ADMIN_API_KEY, as in .env.local on the service's machine.");
        } else {
            callers.noteRight(address);
            sessions.end(SessionCookie.of(request));
            String token = sessions.begin(caller.get());
            SessionCookie.set(request, response, token);
            LOG.info("{} at {} signed in", caller.get().name(), address);
            callers.write(caller.get(), Action.SIGN_IN, "dashboard");
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
        session.ifPresent(
                open -> callers.write(open.caller().at(callers.address(request)), Action.SIGN_OUT, "dashboard"));
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

    /** Also what the caller may not do, so that the page does not offer it; the API refuses it all the same. */
    private void tell(Optional<Session> session, HttpServletResponse response) throws IOException {
        var document = new LinkedHashMap<String, Object>();
        document.put("signedIn", session.isPresent());
        session.ifPresent(open -> {
            Caller caller = callers.still(open.caller()).orElse(open.caller());
            document.put("csrfToken", open.csrfToken());
            document.put(
                    "until",
                    caller.until().filter(end -> end.isBefore(open.until())).orElse(open.until()));
            document.put("name", caller.name());
            document.put("role", caller.role().word());
            document.put("denied", Permissions.denied(caller.role()));
        });
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
