package co.zencap.backup.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/** Lets calls of the API pass that show {@code ADMIN_API_KEY} as a bearer token (RFC 6750). */
public final class ApiKeyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "bearer ";

    private final transient byte[] expected;

    /** @param key what callers must show */
    public ApiKeyFilter(String key) {
        this.expected = DigestUtils.sha256(key);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isAuthorized(request.getHeader("Authorization"))) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("WWW-Authenticate", "Bearer realm=\"zencap\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        new ProblemDocument(
                        401,
                        "Not authorized",
                        "The call does not show the right key.",
                        "Send the header 'Authorization: Bearer' followed by the value of ADMIN_API_KEY.")
                .send(response);
    }

    /** Digests have one length, so the comparison's time tells neither the key's length nor how much of it was right. */
    private boolean isAuthorized(String header) {
        return header != null
                && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                && MessageDigest.isEqual(
                        DigestUtils.sha256(header.substring(SCHEME.length()).strip()), expected);
    }
}
