package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErasuresTest {
    /** Its credentials may allow it all the same: then the key would be gone, and the rest refused. */
    @Test
    void whereNothingIsDeletedNoKeyIsDestroyed() {
        var erasures = new Erasures(
                List.of(appended()),
                null,
                Map::of,
                null,
                null,
                new Operations(Clock.systemUTC(), operation -> {}),
                Clock.systemUTC());

        var request = erasures.request(
                new BackupRef("shop", "20261124T093015Z-1f9c02", false), "case 4711", "anna", "192.0.2.7");

        assertThatThrownBy(() -> erasures.begin(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("BACKUP_S3_ACCESS")
                .hasMessageContaining("nothing has been destroyed");
    }

    /** One that answers these two questions, and no other. */
    private static Repository appended() {
        return (Repository) Proxy.newProxyInstance(
                ErasuresTest.class.getClassLoader(),
                new Class<?>[] {Repository.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> "s3";
                    case "mayDelete" -> false;
                    default -> throw new AssertionError(method + " was called");
                });
    }
}
