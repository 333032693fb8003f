package co.zencap.backup.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A target's name for every name that a database can have. */
class TargetNamesTest {
    @Test
    void aPlainNameStaysAsItIs() {
        assertThat(TargetNames.of("crm", "billing")).hasToString("crm-billing");
        assertThat(TargetNames.of("crm", "_x-1")).hasToString("crm-_x-1");
    }

    @Test
    void namesThatWouldBecomeTheSameAreToldApart() {
        var names = List.of(
                "Billing",
                "billing",
                "BILLING",
                "bill ing",
                "bill-ing",
                "bill\ning",
                "b\u00fcro",
                "b\u00f6ro",
                "../x",
                "x");

        assertThat(names)
                .extracting(name -> TargetNames.of("crm", name).value())
                .doesNotHaveDuplicates();
        assertThat(TargetNames.of("crm", "Billing").value()).matches("crm-billing-[0-9a-f]{8}");
    }

    @Test
    void longOnesFit() {
        String first = TargetNames.of("crm", "a".repeat(62) + "1").value();
        String second = TargetNames.of("crm", "a".repeat(62) + "2").value();

        assertThat(first).hasSize(63).isNotEqualTo(second);
    }

    @Test
    void noneEndsLikeAFullSystemBackup() {
        assertThat(TargetNames.of("crm", "shop-full").value()).matches("crm-shop-full-[0-9a-f]{8}");
        assertThat(TargetNames.of("crm", "base").value()).matches("crm-base-[0-9a-f]{8}");
    }
}
