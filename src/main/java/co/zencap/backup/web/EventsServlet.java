package co.zencap.backup.web;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.ProblemDocument;
import co.zencap.backup.operation.Operation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/events}: each listener has a thread of its own, which a slow one blocks alone; there are only so many. */
public final class EventsServlet extends HttpServlet {
    public static final String PATH = "/api/v1/events";
    public static final int MOST_LISTENERS = 20;

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(EventsServlet.class);

    private final transient Supplier<List<Operation>> running;
    private final transient Sessions sessions;
    private final transient Callers callers;
    private final transient ExecutorService threads =
            new ThreadPoolExecutor(0, MOST_LISTENERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                var thread = new Thread(task, "dashboard-events");
                thread.setDaemon(true);
                return thread;
            });

    /** @param running the operations that run */
    public EventsServlet(Supplier<List<Operation>> running, Sessions sessions, Callers callers) {
        this.running = running;
        this.sessions = sessions;
        this.callers = callers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PageHeaders.addForData(response);
        String token = SessionCookie.of(request);
        var caller = (Caller) request.getAttribute(Caller.PROPERTY);
        boolean byKey = request.getHeader("Authorization") != null;
        // A session that ends takes its stream along, and so does a key that opens nothing any more.
        BooleanSupplier wanted =
                () -> (byKey || sessions.isLive(token)) && callers.still(caller).isPresent();
        AsyncContext connection = request.startAsync();
        connection.setTimeout(0);
        try {
            threads.execute(() -> serve(connection, response, wanted));
        } catch (RejectedExecutionException e) {
            response.setHeader("Retry-After", "60");
            new ProblemDocument(
                            503,
                            "No more listeners",
                            MOST_LISTENERS + " pages listen already.",
                            "Close some, or ask GET /api/v1/operations from time to time.")
                    .send(response);
            connection.complete();
        }
    }

    private void serve(AsyncContext connection, HttpServletResponse response, BooleanSupplier wanted) {
        try {
            response.setContentType("text/event-stream;charset=utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            new EventStream(running, wanted).sendTo(response.getOutputStream());
        } catch (IOException e) {
            LOG.debug("A listener is gone: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.complete();
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
