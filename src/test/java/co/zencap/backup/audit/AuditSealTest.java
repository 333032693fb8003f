package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A part of the trail whose key is changed. */
class AuditSealTest {
    private static final String FILE = "_audit/shop/trail/000000000001-000000000001.jsonl";
    private static final Instant AT = Instant.parse("2026-11-26T08:00:00Z");

    private final MasterKey old = MasterKey.parse(MasterKey.generate());
    private final MasterKey fresh = MasterKey.parse(MasterKey.generate());
    private final MasterKey both = fresh.withOlder(List.of(old));
    private final byte[] sealed = segment(Optional.of(old));

    @Test
    void isSealedAnewAndItsLinesStay() throws IOException {
        byte[] renewed = AuditSeal.renew(FILE, sealed, both);

        assertThat(AuditSegment.read(FILE, renewed, Optional.of(fresh)).rows()).hasSize(1);
        assertThat(text(renewed).lines().findFirst())
                .isEqualTo(text(sealed).lines().findFirst());
        assertThat(AuditSeal.keyId(FILE, renewed)).contains(fresh.id());
        assertThat(AuditSeal.renew(FILE, renewed, fresh)).isSameAs(renewed);
        assertThatThrownBy(() -> AuditSegment.read(FILE, renewed, Optional.of(old)))
                .hasMessageContaining("was not signed with key " + old.id());
    }

    /** Else a forgery would be signed by the next change of the key. */
    @Test
    void whatWasChangedOrIsAnotherKeysIsNotSealedAnew() {
        byte[] changed = text(sealed).replace("anna", "otto").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> AuditSeal.renew(FILE, changed, both)).hasMessageContaining("was changed");
        assertThatThrownBy(() -> AuditSeal.renew(FILE, sealed, fresh))
                .hasMessageContaining("was not signed with key " + fresh.id());
        assertThatThrownBy(() -> AuditSeal.renew(FILE.replace("shop", "other"), sealed, both))
                .hasMessageContaining("lies in another one's place");
        assertThat(AuditSeal.keyId(FILE, segment(Optional.empty()))).isEmpty();
    }

    private static byte[] segment(Optional<MasterKey> key) {
        AuditQueries.Row row = row("");
        return AuditSegment.write(
                new AuditQueries.Trail("trail", AT), "shop", List.of(row(AuditHash.of(row))), AT, key);
    }

    private static AuditQueries.Row row(String hash) {
        return new AuditQueries.Row(
                1,
                "one",
                AT,
                "anna",
                "hold",
                "shop",
                "",
                null,
                null,
                0,
                "case 4711",
                null,
                null,
                null,
                AuditHash.NONE,
                hash);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
