package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientToolsTest {

    @TempDir
    Path root;

    private Path install(String folder, String version) throws IOException {
        Path bin = Files.createDirectories(root.resolve(folder));
        for (String name : ClientTools.NAMES) {
            Files.writeString(bin.resolve(name), "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + "'\n");
            Files.setPosixFilePermissions(bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return bin;
    }

    private List<ClientTools> found(Path... path) throws IOException {
        String joined =
                String.join(":", List.of(path).stream().map(Path::toString).toList());
        return new ClientToolSearch(root, joined).candidates(Optional.empty());
    }

    @Test
    void prefersTheServersOwnMajorThenTheNextNewer() throws Exception {
        install("usr/lib/postgresql/14/bin", "14.20");
        Path fifteen = install("usr/lib/postgresql/15/bin", "15.18 (Debian 15.18-0+deb12u1)");
        Path seventeen = install("usr/pgsql-17/bin", "17.6");
        Path eighteen = install("opt/bin", "18beta2");
        List<ClientTools> found = found(eighteen);
        assertThat(ClientTools.choose(found, Optional.empty(), 15).directory()).isEqualTo(fifteen);
        assertThat(ClientTools.choose(found, Optional.empty(), 16).directory()).isEqualTo(seventeen);
        assertThat(ClientTools.choose(found, Optional.empty(), 18).version()).isEqualTo("18beta2");
        assertThat(ClientTools.choose(found, Optional.empty(), 18).major()).isEqualTo(18);
    }

    @Test
    void refusesOnlyOlderOnesBeforeAnyWork() throws Exception {
        install("usr/lib/postgresql/14/bin", "14.20");
        assertThatThrownBy(() -> ClientTools.choose(found(), Optional.empty(), 15))
                .hasMessageContaining("14.20")
                .hasMessageContaining("server is of version 15")
                .hasMessageContaining("HINT:")
                .hasMessageContaining("postgresql-client-15");
    }

    @Test
    void saysWhatToInstallWhereThereAreNone() {
        assertThatThrownBy(() -> ClientTools.locate(Optional.of(root), 15))
                .hasMessageContaining(root.toString())
                .hasMessageContaining("HINT:")
                .hasMessageContaining("BACKUP_PG_BIN");
    }

    @Test
    void passesADistributionsWrapperBy() throws Exception {
        Path share = install("usr/share/postgresql-common", "15.18");
        Files.move(share.resolve("pg_dump"), share.resolve("pg_wrapper"));
        Path bin = Files.createDirectories(root.resolve("usr/bin"));
        for (String name : ClientTools.NAMES) {
            Files.createSymbolicLink(bin.resolve(name), share.resolve("pg_wrapper"));
        }
        Path real = install("usr/lib/postgresql/15/bin", "15.18");
        assertThat(found(bin)).extracting(ClientTools::directory).containsExactly(real);
    }

    @Test
    void findsTheLibrariesOfAPackageUnpackedElsewhere() throws Exception {
        Path bin = install("unpacked/usr/lib/postgresql/15/bin", "15.18");
        Path libraries = Files.createDirectories(root.resolve("unpacked/usr/lib/x86_64-linux-gnu"));
        Files.createFile(libraries.resolve("libpq.so.5"));
        ClientTools tools = ClientTools.locate(Optional.of(bin), 15);
        assertThat(tools.environment()).containsEntry("LD_LIBRARY_PATH", libraries.toString());
        assertThat(ClientTools.environment(Path.of("/usr/lib/postgresql/15/bin")))
                .isEmpty();
        assertThat(ClientTools.environment(Path.of("/usr/bin"))).isEmpty();
    }

    @Test
    void findsThoseOfThisMachine() throws Exception {
        assertThat(ClientTools.locate(Optional.empty(), 15).major()).isGreaterThanOrEqualTo(15);
    }
}
