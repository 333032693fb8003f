package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.TestCluster;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said when the catalog can't be read. */
class CatalogQueriesTest {
    private final PostgresUrl there = TestCluster.createDatabase();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private FaultyLink link;
    private Catalog catalog;
    private CatalogQueries queries;

    @BeforeEach
    void connect() throws Exception {
        link = FaultyLink.to(there.hosts().get(0).port());
        catalog = new Catalog(there.withHost(new Host("127.0.0.1", link.port())), "zencap");
        camel.getRegistry().bind("catalogDataSource", catalog.dataSource());
        camel.start();
        queries = new CatalogQueries(catalog, camel.createProducerTemplate());
        assertThat(queries.openAlerts("shop")).isZero();
    }

    @AfterEach
    void close() throws Exception {
        camel.close();
        catalog.close();
        link.close();
    }

    @Test
    void thatItHasGoneAwaySinceIsSaidInPlainWords() throws Exception {
        link.become(FaultyLink.State.RESETS);

        assertThatThrownBy(() -> queries.openAlerts("shop"))
                .isInstanceOf(CatalogFailure.class)
                .hasMessageStartingWith("The catalog is away: ")
                .hasMessageContaining("HINT: ")
                .hasMessageNotContainingAny("request timed out", "total=", "SELECT");

        link.become(FaultyLink.State.GOOD);
    }

    @Test
    void tablesThatAreMissingAreMadeByTheCommandLineOrTheApi() {
        Databases.execute(there, "DROP TABLE zencap.backup_monitoring_alerts CASCADE");

        assertThatThrownBy(() -> queries.openAlerts("shop"))
                .isNotInstanceOf(CatalogFailure.class)
                .hasMessageContaining("does not exist")
                .satisfies(e -> assertThat(e.getMessage().split("HINT: ")[1])
                        .startsWith("./zencap ")
                        .contains("POST /api/init-db"));
    }
}
