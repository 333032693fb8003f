package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.backup.BaseChains.Choice;
import co.zencap.backup.backup.BaseChains.Newest;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalServer.Identity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a base backup builds on the one before it, and when it is a full one. */
class BaseChainsTest {
    private static final Instant SUNDAY = Instant.parse("2026-11-22T01:30:00Z");
    private static final String HASH = "0".repeat(64);

    @Test
    void whereTheServerCanItBuildsOnTheNewest() {
        Manifest full = base("7", "17.2", true, 0);

        Choice choice = BaseChains.choose(server("17.6", true), true, newest(full));

        assertThat(choice.parent()).contains(full);
        assertThat(new BaseParent(full, Path.of("list")).chain())
                .extracting(Borrowed::key)
                .containsExactly("shop-base/" + full.id() + "/base.tar.zst.enc");
    }

    @Test
    void aChainGrowsUpToItsLimit() {
        Manifest last = base("7", "17.2", true, BaseChains.LONGEST - 1);
        assertThat(BaseChains.choose(server("17.6", true), true, newest(last)).parent())
                .contains(last);
        assertThat(new BaseParent(last, Path.of("list")).chain()).hasSize(BaseChains.LONGEST);

        assertFull(
                BaseChains.choose(server("17.6", true), true, newest(base("7", "17.2", true, BaseChains.LONGEST))),
                "14 incremental ones follow");
    }

    @Test
    void otherwiseItIsAFullOneOfWhichNobodyHasToBeTold() {
        Manifest parent = base("7", "17.2", true, 0);
        assertFull(BaseChains.choose(server("16.4", false), true, newest(parent)), "version 16");
        assertFull(BaseChains.choose(server("17.6", false), true, newest(parent)), "summarize_wal is off");
        assertFull(
                BaseChains.choose(server("17.6", true), true, new Newest(Optional.empty(), Optional.empty())),
                "no base backup of this cluster");
        assertFull(
                BaseChains.choose(server("17.6", true), true, newest(base("8", "17.2", true, 0))),
                "no base backup of this cluster");
        assertFull(
                BaseChains.choose(server("17.6", true), true, newest(base("7", "17.2", false, 0))), "without a list");
        assertFull(BaseChains.choose(server("18.0", true), true, newest(parent)), "without a list");
        assertFull(BaseChains.choose(server("17.6", true), false, newest(parent)), "only one is encrypted");
    }

    @Test
    void aBrokenChainIsToldOf() {
        Choice choice = BaseChains.choose(
                server("17.6", true),
                true,
                new Newest(Optional.of(base("7", "17.2", true, 3)), Optional.of("a tar is gone.")));

        assertThat(choice.parent()).isEmpty();
        assertThat(choice.why()).isEqualTo("a tar is gone.");
        assertThat(choice.alarming()).isTrue();
    }

    private static void assertFull(Choice choice, String why) {
        assertThat(choice.parent()).isEmpty();
        assertThat(choice.why()).contains(why);
        assertThat(choice.alarming()).isFalse();
    }

    private static Newest newest(Manifest manifest) {
        return new Newest(Optional.of(manifest), Optional.empty());
    }

    private static Identity server(String version, boolean summarizes) {
        return new Identity("7", 16 << 20, version, "replica", "postgres", 0, true, true, summarizes, Map.of(), 1);
    }

    private static Manifest base(String cluster, String version, boolean listed, int builtOn) {
        var artifacts = new ArrayList<>(List.of(new Artifact("base.tar.zst.enc", Role.BASE, 10, 5, HASH)));
        if (listed) {
            artifacts.add(new Artifact("backup_manifest.zst.enc", Role.BASE_LIST, 10, 5, HASH));
        }
        var chain = new ArrayList<Borrowed>();
        for (int i = builtOn; i > 0; i--) {
            chain.add(new Borrowed(
                    "shop-base", BackupId.at(SUNDAY.minusSeconds(i)).value(), "base.tar.zst.enc", 10, 5, HASH));
        }
        return new Manifest(
                Manifest.FORMAT_VERSION,
                BackupId.at(SUNDAY),
                "shop-base",
                Manifest.Kind.BASE,
                SUNDAY,
                Optional.of(new Manifest.Source("shop", version, SUNDAY, 1, Optional.empty(), Optional.of(cluster))),
                new Manifest.Tools("1.0.0", Optional.empty()),
                "zstd:3",
                Optional.of(new Manifest.Encryption("AES", "key")),
                artifacts,
                Optional.empty(),
                List.of(),
                Optional.of(new Manifest.Base(
                        cluster,
                        1,
                        Lsn.parse("0/2000028"),
                        Lsn.parse("0/3000000"),
                        16 << 20,
                        Map.of(),
                        chain,
                        List.of())),
                Optional.empty(),
                List.of());
    }
}
