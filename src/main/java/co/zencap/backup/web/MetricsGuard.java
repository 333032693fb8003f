package co.zencap.backup.web;

import co.zencap.backup.api.ProblemDocument;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Lets those read the metrics who show {@code BACKUP_METRICS_TOKEN}, which opens nothing else, or any key of the API. */
public final class MetricsGuard extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient List<AdminKey> keys;

    private final transient Callers callers;

    /**
     * @param keys one of them, or a key that {@code callers} know, must be shown as a bearer token (RFC 6750)
     */
    public MetricsGuard(List<String> keys, Callers callers) {
        this.keys = keys.stream().map(AdminKey::new).toList();
        this.callers = callers;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String authorization = request.getHeader("Authorization");
        if (keys.stream().anyMatch(key -> key.isIn(authorization)) || isKnown(authorization, request)) {
            chain.doFilter(request, response);
            return;
        }
        if (authorization != null) {
            Duration pause = callers.noteWrong(callers.address(request), "metrics");
            if (!pause.isZero()) {
                ApiGuard.refuseForNow(response, pause);
                return;
            }
        }
        PageHeaders.addForData(response);
        response.setHeader("WWW-Authenticate", "Bearer realm=\"zencap\"");
        new ProblemDocument(
                        401,
                        "Not authorized",
                        "The call does not show the right key.",
                        "Send the header 'Authorization: Bearer' followed by the value of BACKUP_METRICS_TOKEN or"
                                + " ADMIN_API_KEY.")
                .send(response);
    }

    private boolean isKnown(String authorization, HttpServletRequest request) {
        return AdminKey.bearer(authorization)
                .flatMap(shown -> callers.identify(shown, callers.address(request)))
                .isPresent();
    }
}
