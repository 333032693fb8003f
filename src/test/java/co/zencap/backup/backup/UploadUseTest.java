package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.RepositoryLock;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.RepositoryUse.Use;
import co.zencap.backup.testing.TestCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A cleanup waits for uploads: one that has ended must not keep it waiting for good. */
class UploadUseTest {
    @Test
    void anUploadGivesTheRepositoriesBackAlsoWhenTheAlertOfItIsDiscarded() throws Exception {
        PostgresUrl url = TestCluster.createDatabase();
        var catalog = new PGSimpleDataSource();
        catalog.setUrl(url.jdbcUrl());
        catalog.setUser(url.user());
        catalog.setPassword(url.password().orElse(null));
        var use = new RepositoryUse(new RepositoryLock(catalog, 7));
        var uploads =
                new Uploads(null, null, Optional.empty(), use, new UploadTurns(catalog, "shop"), Clock.systemUTC());
        try (var camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("uploads", uploads);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:upload")
                            .bean("uploads", "begin")
                            // nobody takes them out, so that the second is discarded
                            .to("seda:alerts?waitForTaskToComplete=Never&size=1&discardWhenFull=true");
                }
            });
            camel.start();
            try (var template = camel.createProducerTemplate()) {
                template.sendBody("direct:upload", "first");
                template.sendBody("direct:upload", "second");
            }

            Optional<Use> cleanup = use.alone(Duration.ofSeconds(5));

            assertThat(cleanup).isPresent();
            cleanup.orElseThrow().close();
        }
    }
}
