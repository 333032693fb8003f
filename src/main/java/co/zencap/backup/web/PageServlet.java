package co.zencap.backup.web;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/** The dashboard's files: those that the application brought along, and nothing else, whatever a path says. */
public final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "/dashboard/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final transient Map<String, Asset> byPath = new HashMap<>();

    private record Asset(byte[] bytes, String type, String tag) {}

    /** @param context that holds them */
    public PageServlet(ServletContext context) throws IOException {
        read(context, FOLDER);
        byPath.put("/", byPath.get("/assets/index.html"));
    }

    private void read(ServletContext context, String folder) throws IOException {
        Set<String> paths = context.getResourcePaths(folder);
        for (String path : paths == null ? Set.<String>of() : paths) {
            if (path.endsWith("/")) {
                read(context, path);
                continue;
            }
            String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
            if (type != null) {
                try (InputStream in = context.getResourceAsStream(path)) {
                    byte[] bytes = in.readAllBytes();
                    String tag = '"' + DigestUtils.sha256Hex(bytes).substring(0, 20) + '"';
                    byPath.put("/assets/" + path.substring(FOLDER.length()), new Asset(bytes, type, tag));
                }
            }
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        Asset asset = byPath.get(path.isEmpty() ? "/" : path);
        PageHeaders.addForPage(response);
        if (asset == null) {
            response.setStatus(404);
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().print("Nothing is served here. HINT: the dashboard is at /.");
            return;
        }
        response.setHeader("ETag", asset.tag());
        if (asset.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        response.setContentType(asset.type());
        response.setContentLength(asset.bytes().length);
        response.getOutputStream().write(asset.bytes());
    }
}
