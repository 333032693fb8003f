package co.zencap.backup.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a call comes from, when some of those who say so can be believed. */
class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.parse("10.0.0.0/8, 192.0.2.1, fd00::/8");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // From a stranger the header is worth nothing.
                "198.51.100.7 | 203.0.113.9           | 198.51.100.7",
                "10.1.2.3     | 203.0.113.9           | 203.0.113.9",
                // What a caller puts in front of what the proxy adds is only said.
                "10.1.2.3     | 127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "10.1.2.3     | 203.0.113.9, 10.9.9.9 | 203.0.113.9",
                "10.1.2.3     | 10.9.9.9              | 10.9.9.9",
                "10.1.2.3     | evil, 10.9.9.9        | 10.9.9.9",
                "10.1.2.3     | evil                  | 10.1.2.3",
                "192.0.2.1    | 203.0.113.9           | 203.0.113.9",
                "192.0.2.2    | 203.0.113.9           | 192.0.2.2",
                "fd12::1      | 2001:db8::5           | 2001:db8::5",
                "fe80::1      | 2001:db8::5           | fe80::1",
                "10.1.2.3     | localhost             | 10.1.2.3"
            })
    void theCallersAddressIsTheLastThatNoProxyHas(String remote, String header, String origin) {
        assertThat(proxies.origin(remote, List.of(header))).isEqualTo(origin);
    }

    @Test
    void severalLinesOfTheHeaderAreOne() {
        assertThat(proxies.origin("10.1.2.3", List.of("203.0.113.8", "203.0.113.9, 10.0.0.1")))
                .isEqualTo("203.0.113.9");
        assertThat(proxies.origin("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
    }

    @Test
    void aHeaderThatGoesOnForEverIsNotReadToItsEnd() {
        String hops = "203.0.113.9, " + "10.0.0.1, ".repeat(5000) + "10.0.0.1";

        assertThat(proxies.origin("10.1.2.3", List.of(hops))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/x", "", "fd00::/129", "example.org/8"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> TrustedProxies.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT:");
    }

    @Test
    void oneNetworkOfIpv6CountsAsOneNeighbourhood() {
        assertThat(TrustedProxies.neighbourhood("2001:db8::1"))
                .isEqualTo(TrustedProxies.neighbourhood("2001:db8::ffff"));
        assertThat(TrustedProxies.neighbourhood("2001:db8::1"))
                .isNotEqualTo(TrustedProxies.neighbourhood("2001:db8:0:1::1"));
        assertThat(TrustedProxies.neighbourhood("203.0.113.9")).isEqualTo("203.0.113.9");
    }
}
