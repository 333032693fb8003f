package co.zencap.backup.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which proxies are believed when they say for whom they call ({@code X-Forwarded-For}). Anybody can send that header, so the
 * last address in it that no trusted proxy has is the caller's: what stands before it was only said.
 */
public record TrustedProxies(List<Network> networks) {
    private static final int MOST_HOPS = 20;

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /**
     * Addresses that begin with the same bits.
     *
     * @param base in 4 or 16 bytes
     */
    public record Network(List<Byte> base, int bits) {
        boolean holds(byte[] address) {
            if (address.length != base.size()) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (base.get(i / 8) & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Reads addresses and networks, parted by commas, as 10.0.0.0/8 or ::1.
     *
     * @throws IllegalArgumentException when it is anything else; names are not looked up
     */
    public static TrustedProxies parse(String text) {
        var networks = new ArrayList<Network>();
        for (String word : text.split(",")) {
            networks.add(network(word.strip()));
        }
        return new TrustedProxies(networks);
    }

    private static Network network(String word) {
        String[] parts = word.split("/", 2);
        byte[] address = bytes(parts[0])
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "'" + word
                                        + "' is no address and no network. HINT: write addresses like 10.0.0.5 or networks like 10.0.0.0/8."));
        int all = address.length * 8;
        if (parts.length == 2 && (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > all)) {
            throw new IllegalArgumentException("'" + word + "' has no length from 0 to " + all
                    + " behind its slash. HINT: write networks like 10.0.0.0/8.");
        }
        var base = new ArrayList<Byte>();
        for (byte b : address) {
            base.add(b);
        }
        return new Network(List.copyOf(base), parts.length == 2 ? Integer.parseInt(parts[1]) : all);
    }

    /**
     * Where a call comes from.
     *
     * @param remote the address of whoever has connected
     * @param forwardedFor what the header's lines say, in their order
     */
    public String origin(String remote, List<String> forwardedFor) {
        if (!trusts(remote)) {
            return remote;
        }
        List<String> hops = forwardedFor.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        String nearest = remote;
        for (int i = hops.size() - 1; i >= 0 && i >= hops.size() - MOST_HOPS; i--) {
            Optional<byte[]> address = bytes(hops.get(i));
            if (address.isEmpty()) {
                return nearest; // what is no address is nobody's
            }
            nearest = hops.get(i);
            if (!trusts(nearest)) {
                return nearest;
            }
        }
        return nearest;
    }

    /** What one network counts as: of IPv6, whoever has one address has 2^64 of them. */
    public static String neighbourhood(String address) {
        return bytes(address)
                .filter(bytes -> bytes.length == 16)
                .map(bytes -> HexFormat.of().formatHex(bytes, 0, 8) + "::/64")
                .orElse(address);
    }

    private boolean trusts(String address) {
        return bytes(address)
                .map(bytes -> networks.stream().anyMatch(network -> network.holds(bytes)))
                .orElse(false);
    }

    /** Only what is written as an address is read: a name would be looked up. */
    private static Optional<byte[]> bytes(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}") && !(text.matches("[0-9a-fA-F:.]{2,45}") && text.contains(":"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
