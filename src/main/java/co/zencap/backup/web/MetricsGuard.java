package co.zencap.backup.web;

import co.zencap.backup.api.ProblemDocument;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Lets those read the metrics who show {@code BACKUP_METRICS_TOKEN}, which opens nothing else, or the admin key. */
public final class MetricsGuard extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient List<AdminKey> keys;

    /** @param keys one of them must be shown as a bearer token (RFC 6750) */
    public MetricsGuard(List<String> keys) {
        this.keys = keys.stream().map(AdminKey::new).toList();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String authorization = request.getHeader("Authorization");
        if (keys.stream().anyMatch(key -> key.isIn(authorization))) {
            chain.doFilter(request, response);
            return;
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
}
