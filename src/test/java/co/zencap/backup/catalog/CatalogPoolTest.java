package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogPoolTest {
    private static final int MOST = 10;

    private FaultyLink link;
    private Catalog catalog;

    @BeforeEach
    void connect() throws Exception {
        PostgresUrl there = TestCluster.createDatabase();
        link = FaultyLink.to(there.hosts().get(0).port());
        catalog = new Catalog(there.withHost(new Host("127.0.0.1", link.port())), "zencap");
    }

    @AfterEach
    void close() throws Exception {
        catalog.close();
        link.close();
    }

    @Test
    void operationsThatBeginWhileItIsAwayDoNotWaitForEachOther() throws Exception {
        link.become(FaultyLink.State.RESETS);
        var readers = new BackupReaders(catalog.dataSource(), "shop");
        var operations = new Operations(Clock.systemUTC(), readers::follow);
        Instant begun = Instant.now();

        for (int number = 0; number < MOST; number++) {
            operations.begin(Kind.VERIFICATION, new BackupRef("shop", "20260101T000000Z-" + number, true), null);
        }

        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
        link.become(FaultyLink.State.GOOD);
        Awaitility.await().ignoreExceptions().untilAsserted(readers::renew);
        assertThat(readers.inUse()).accepts("20260101T000000Z-0", "20260101T000000Z-9");
    }

    @Test
    void whereAllAreInUseTheNextOneIsWaitedFor() throws Exception {
        var taken = new ArrayDeque<Connection>();
        for (int number = 0; number < MOST; number++) {
            taken.add(catalog.dataSource().getConnection());
        }
        assertThatThrownBy(() -> catalog.dataSource().getConnection()).isInstanceOf(SQLException.class);

        taken.remove().close();
        taken.add(catalog.dataSource().getConnection());

        assertThat(taken).hasSize(MOST);
        for (Connection connection : taken) {
            connection.close();
        }
    }
}
