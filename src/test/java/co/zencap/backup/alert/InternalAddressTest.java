package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InternalAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "2130706433",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "192.0.0.192",
                "198.18.0.1",
                "198.19.255.255",
                "168.63.129.16",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "2002:7f00:1::1",
                "2002:a9fe:a9fe::",
                "2001:0:1::1",
            })
    void isNotAsked(String address) throws UnknownHostException {
        assertThat(InternalAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "168.63.129.17",
                "223.255.255.254",
                "2606:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "2001:4860::8888",
            })
    void isOutside(String address) throws UnknownHostException {
        assertThat(InternalAddress.is(InetAddress.getByName(address))).isFalse();
    }

    @Test
    void aNameIsLookedAtEachTimeAndRefusedWhenOneOfItsAddressesIsInside() throws UnknownHostException {
        Deque<List<String>> addresses =
                new ArrayDeque<>(List.of(List.of("8.8.8.8"), List.of("8.8.8.8", "169.254.169.254"), List.of("::1")));
        DnsResolver guarded = GuardedHttp.guarded(new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                List<String> now = addresses.remove();
                var found = new InetAddress[now.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = InetAddress.getByName(now.get(i));
                }
                return found;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        });

        assertThat(guarded.resolve("hooks.example.org")).hasSize(1);
        assertThatThrownBy(() -> guarded.resolve("hooks.example.org"))
                .isInstanceOf(InternalAddress.class)
                .hasMessageContaining("HINT: ");
        assertThatThrownBy(() -> guarded.resolve("hooks.example.org")).isInstanceOf(InternalAddress.class);
    }
}
