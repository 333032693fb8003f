package co.zencap.backup.runtime;

import jakarta.servlet.http.HttpServletResponse;

/** What every answer of ours tells browsers and caches: this is data, for nobody but the caller. */
final class SecurityHeaders {
    private SecurityHeaders() {}

    static void add(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
}
