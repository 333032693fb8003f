package co.zencap.backup.health;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;

/** Whether all routes run: one that somebody stopped does its work no more, and nothing fails. */
public record RoutesLook(CamelContext camel) implements Component.Look {

    @Override
    public Finding look() {
        if (!camel.isStarted()) {
            return Finding.down("The routes are not started.", "The log says what they wait for.");
        }
        List<String> stopped = camel.getRoutes().stream()
                .map(Route::getId)
                .filter(this::isStopped)
                .sorted()
                .toList();
        return stopped.isEmpty()
                ? Finding.up(camel.getRoutesSize() + " routes run.")
                : Finding.degraded(
                        "Stopped: " + String.join(", ", stopped) + ".",
                        "Start them in Hawtio; what they had to do waits for that, or is lost.");
    }

    private boolean isStopped(String id) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(id);
        return status == ServiceStatus.Stopped || status == ServiceStatus.Suspended;
    }
}
