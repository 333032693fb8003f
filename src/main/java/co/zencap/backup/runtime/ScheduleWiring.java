package co.zencap.backup.runtime;

import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.schedule.quartz.ClusteredQuartz;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsChanges;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.quartz.SchedulerException;

/** The parts that let things begin on time, and the settings that say when. */
final class ScheduleWiring {
    final BackupSchedules backups;
    final ScheduleRoutes routes;
    final SettingsChanges changes;

    ScheduleWiring(Basis basis, CamelContext camel, BackupRequests requests, ScheduleRoutes.Reload reload)
            throws IOException, SchedulerException {
        Registry registry = camel.getRegistry();
        Settings settings = basis.settings();
        LiveSettings live = basis.live();
        Stores stores = basis.stores();
        String service = basis.service().name();

        backups = BackupSchedules.of(
                settings, live, requests, basis.operations(), stores.local(), basis.begun(), basis.clock());
        registry.bind("backupSchedules", backups);
        routes = new ScheduleRoutes(
                camel, new ClusteredQuartz(stores.catalog().dataSource(), service), live, settings.schedules(), reload);
        registry.bind("scheduleRoutes", routes);
        changes = new SettingsChanges(
                live,
                new CatalogSettings(service, basis.queries(), stores.journal(), basis.routes(), basis.clock()),
                routes::follow);
        registry.bind("settingsChanges", changes);
        registry.bind("liveSettings", live);
    }
}
