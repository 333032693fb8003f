package co.zencap.backup.tls;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.health.CertificateLook;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.Finding;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestAuthority;
import co.zencap.backup.testing.TestAuthority.Issued;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that somebody renews is taken up; what is no good leaves the one in use where it is, and is told. */
class CertificateRenewalTest {
    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.now().plusSeconds(600));
    private TestAuthority authority;
    private CertificateFiles files;
    private KeyStoreFolder store;
    private Issued first;

    @BeforeEach
    void turnOn() throws Exception {
        authority = new TestAuthority(Files.createDirectory(folder.resolve("authority")));
        first = authority.issue("first", "EC");
        files = new CertificateFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        install(first);
        store = new KeyStoreFolder(folder.resolve("server"));
        store.turnOn(ServerCertificate.read(files));
    }

    @Test
    void theKeyStoreIsNobodyElsesAndGoneWithoutACertificate() throws Exception {
        Path made = folder.resolve("server/tls");
        assertThat(Folders.files(made)).hasSize(3).allSatisfy(file -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        String password = Files.readString(made.resolve("password"));
        assertThat(password).hasSize(64);
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.resolve("keys.p12"))) {
            read.load(in, password.toCharArray());
        }
        assertThat(read.getCertificateChain("service")).hasSize(2);
        assertThat(read.getCertificate("service")).isEqualTo(TestAuthority.first(first.certificate()));

        store.turnOn(ServerCertificate.read(files));
        assertThat(Files.readString(made.resolve("password"))).isNotEqualTo(password);
        store.turnOff();
        assertThat(made).doesNotExist();
        assertThat(store.isOn()).isFalse();
        store.turnOff();
    }

    @Test
    void whatChangesIsTakenUpOnce() throws Exception {
        var renewal = new CertificateRenewal(files, store, clock);
        assertThat(renewal.renew()).isFalse();

        Issued second = authority.issue("second", "RSA");
        install(second);

        assertThat(renewal.renew()).isTrue();
        assertThat(renewal.renew()).isFalse();
        assertThat(store.holds(ServerCertificate.read(files))).isTrue();
        assertThat(renewal.inUse().chain().get(0)).isEqualTo(TestAuthority.first(second.certificate()));
        assertThat(look(renewal)).isEqualTo(Condition.UP);
    }

    @Test
    void whatChangedWhileTheServerStartedIsTakenUp() throws Exception {
        install(authority.issue("between", "EC"));

        var renewal = new CertificateRenewal(files, store, clock);

        assertThat(renewal.renew()).isTrue();
        assertThat(store.holds(renewal.inUse())).isTrue();
    }

    @Test
    void whatIsBetweenTwoFilesIsNoFaultUnlessItLasts() throws Exception {
        var renewal = new CertificateRenewal(files, store, clock);
        ServerCertificate before = renewal.inUse();
        Issued second = authority.issue("second", "EC");

        replace(second.certificate(), files.certificate());
        assertThat(renewal.renew()).isFalse();
        assertThat(look(renewal)).isEqualTo(Condition.UP);
        assertThat(renewal.renew()).isFalse();
        assertThat(look(renewal)).isEqualTo(Condition.DEGRADED);
        assertThat(renewal.refusal()).hasValueSatisfying(why -> assertThat(why).contains("is not the key of"));
        Finding told = new CertificateLook(renewal, clock).look();
        assertThat(told.detail()).contains("stays, as its files can't be used").doesNotContain("HINT");
        assertThat(told.hint()).contains("name the two files that were made together");
        assertThat(renewal.inUse()).isEqualTo(before);
        assertThat(store.holds(before)).isTrue();

        replace(second.key(), files.key());
        assertThat(renewal.renew()).isTrue();
        assertThat(look(renewal)).isEqualTo(Condition.UP);
    }

    @Test
    void filesThatGoLeaveTheOneInUse() throws Exception {
        var renewal = new CertificateRenewal(files, store, clock);
        Files.delete(files.key());
        renewal.renew();
        renewal.renew();
        assertThat(renewal.refusal()).hasValueSatisfying(why -> assertThat(why).contains("is missing"));
        assertThat(store.holds(renewal.inUse())).isTrue();

        install(first);
        assertThat(renewal.renew()).isFalse();
        assertThat(renewal.refusal()).isEmpty();
    }

    @Test
    void theEndIsToldBeforeItComes() throws Exception {
        var renewal = new CertificateRenewal(files, store, clock);
        assertThat(look(renewal)).isEqualTo(Condition.UP);

        clock.advance(Duration.ofDays(16));
        assertThat(look(renewal)).isEqualTo(Condition.DEGRADED);
        assertThat(new CertificateLook(renewal, clock).look().hint()).contains("Have it renewed");
        clock.advance(Duration.ofDays(5));
        assertThat(look(renewal)).isEqualTo(Condition.DOWN);
        assertThat(new CertificateLook(renewal, clock).look().detail()).contains("localhost", "has expired");

        // and one that has expired takes the place of none
        install(authority.issue("late", "EC"));
        renewal.renew();
        renewal.renew();
        assertThat(renewal.refusal()).hasValueSatisfying(why -> assertThat(why).contains("has expired"));
    }

    private Condition look(CertificateRenewal renewal) {
        return new CertificateLook(renewal, clock).look().condition();
    }

    private void install(Issued issued) throws Exception {
        replace(issued.certificate(), files.certificate());
        replace(issued.key(), files.key());
    }

    private static void replace(Path from, Path to) throws Exception {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
