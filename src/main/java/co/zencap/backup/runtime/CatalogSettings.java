package co.zencap.backup.runtime;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.settings.SettingsChanges;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.ProducerTemplate;

/** Keeps a service's changed settings in the catalog. */
record CatalogSettings(String service, CatalogQueries queries, Journal journal, ProducerTemplate routes, Clock clock)
        implements SettingsChanges.Store {

    @Override
    public Map<String, String> read() {
        if (!journal.isEmpty()) {
            throw new IllegalStateException(
                    "entries still wait in the catalog's journal, changed settings may be among them");
        }
        return queries.settingsChanges(service);
    }

    @Override
    public void write(String variable, String value) {
        routes.sendBody(
                "direct:record-in-catalog",
                CatalogEntry.entry(
                        "record-setting", "service", service, "name", variable, "value", value, "at", clock.instant()));
    }
}
