package co.zencap.backup.health;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.tls.CertificateRenewal;
import co.zencap.backup.tls.ServerCertificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether callers believe the service's certificate, and go on to. */
public record CertificateLook(CertificateRenewal renewal, Clock clock) implements Component.Look {
    private static final String RENEW = "Have it renewed, and see why that has not happened by itself; the files that"
            + " BACKUP_TLS_CERTIFICATE and BACKUP_TLS_KEY name are taken up within a minute.";

    @Override
    public Finding look() {
        ServerCertificate certificate = renewal.inUse();
        Instant now = clock.instant();
        String names = String.join(", ", certificate.names());
        String end = certificate.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString();
        Optional<String> refusal = renewal.refusal();
        if (!now.isBefore(certificate.expiresAt())) {
            return Finding.down(
                    "The certificate of " + names + " has expired on " + end + ": callers refuse the service.", RENEW);
        }
        if (refusal.isPresent()) {
            Problem why = Problem.of("", new IllegalArgumentException(refusal.get()));
            return Finding.degraded(
                    "The one in use, valid until " + end + ", stays, as its files can't be used: " + why.detail(),
                    why.hint());
        }
        return certificate.expiresSoon(now)
                ? Finding.degraded("The certificate of " + names + " expires on " + end + ".", RENEW)
                : Finding.up("Of " + names + ", valid until " + end + ".");
    }
}
