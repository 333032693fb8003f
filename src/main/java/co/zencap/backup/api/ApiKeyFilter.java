package co.zencap.backup.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/** Lets calls pass that show one of the right keys as a bearer token (RFC 6750). */
public final class ApiKeyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String SCHEME = "bearer ";

    private final transient List<byte[]> expected;
    private final String variables;

    /**
     * @param variables the names of the settings that hold the keys, for whoever has shown none
     * @param keys what callers must show one of
     */
    public ApiKeyFilter(String variables, List<String> keys) {
        this.variables = variables;
        this.expected = keys.stream().map(DigestUtils::sha256).toList();
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
                        "Send the header 'Authorization: Bearer' followed by the value of " + variables + ".")
                .send(response);
    }

    /** Digests have one length, so the comparison's time tells neither the key's length nor how much of it was right. */
    private boolean isAuthorized(String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        byte[] shown = DigestUtils.sha256(header.substring(SCHEME.length()).strip());
        return expected.stream().anyMatch(key -> MessageDigest.isEqual(shown, key));
    }
}
