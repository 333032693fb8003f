package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is put into its server again must not leave the one of before behind. */
class StoppedServiceTest {

    /** What Camel keeps in static fields for the life of its class loader: of the first that asked, and of the last. */
    private static final int KEPT_BY_CAMEL = 2;

    @TempDir
    private Path folder;

    @Test
    void nothingHoldsAServiceThatWasStopped() throws Exception {
        String url = Databases.text(TestCluster.createDatabase());
        var stopped = new ArrayList<WeakReference<CamelContext>>();
        for (int i = 0; i < KEPT_BY_CAMEL + 2; i++) {
            stopped.add(startAndStop(folder.resolve("service" + i), url));
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(stopped.stream().filter(each -> each.get() != null)).hasSizeLessThanOrEqualTo(KEPT_BY_CAMEL);
        });
    }

    private static WeakReference<CamelContext> startAndStop(Path folder, String url) throws Exception {
        try (var service =
                TestService.start(folder, Map.of("POSTGRES_URL_NON_POOLING", url, "BACKUP_CATALOG_URL", url))) {
            return new WeakReference<>(service.camel());
        }
    }
}
