package co.zencap.backup.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The cookie that carries a session: no script sees it, no other site's page sends it, and only the API gets it. */
final class SessionCookie {
    private static final String NAME = "zencap-session";
    private static final String PATH = "/api";

    private SessionCookie() {}

    /** What the caller's cookie says; null without one. */
    static String of(HttpServletRequest request) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (NAME.equals(cookie.getName())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String token) {
        send(request, response, token, -1);
    }

    static void clear(HttpServletRequest request, HttpServletResponse response) {
        send(request, response, "", 0);
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, String value, int maxAge) {
        var cookie = new Cookie(NAME, value);
        cookie.setPath(PATH);
        cookie.setHttpOnly(true);
        cookie.setMaxAge(maxAge);
        cookie.setAttribute("SameSite", "Strict");
        // A proxy that ends TLS says so. Somebody who only pretends gets a cookie that is sent less often.
        cookie.setSecure(request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
        response.addCookie(cookie);
    }
}
