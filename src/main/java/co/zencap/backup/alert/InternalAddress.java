package co.zencap.backup.alert;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A request would have gone to an address inside: of this machine, its network, or the platform that it runs on, which tells
 * a machine its credentials. Whoever can set an address could have this service ask there.
 */
final class InternalAddress extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    InternalAddress() {
        super("Its address is one inside, which is not asked. HINT: where it is meant to be, set"
                + " BACKUP_ALLOW_INTERNAL_ADDRESSES=true.");
    }

    /** Whether an address is inside, in whichever form. */
    static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? isInternal(bytes) : isInternalOrHidesSuch(bytes);
    }

    private static boolean isInternal(byte[] v4) {
        return startsWith(v4, 0)
                || in(v4, 100, 64, 10)
                || startsWith(v4, 192, 0, 0)
                || in(v4, 198, 18, 15)
                || (v4[0] & 0xf0) == 0xf0
                // Azure's, of public form
                || startsWith(v4, 168, 63, 129, 16);
    }

    /** The first bits are those of {@code first.second}. */
    private static boolean in(byte[] v4, int first, int second, int bits) {
        int mask = 0xff << (16 - bits);
        return (v4[0] & 0xff) == first && (v4[1] & mask) == second;
    }

    private static boolean isInternalOrHidesSuch(byte[] v6) {
        if ((v6[0] & 0xfe) == 0xfc) {
            return true;
        }
        // Teredo and the NAT of one's own network: nobody serves there.
        if (startsWith(v6, 0x20, 1, 0, 0) || startsWith(v6, 0, 0x64, 0xff, 0x9b, 0, 1)) {
            return true;
        }
        if (startsWith(v6, 0x20, 2)) {
            return isV4(Arrays.copyOfRange(v6, 2, 6));
        }
        boolean carriesV4 = startsWith(v6, 0, 0x64, 0xff, 0x9b)
                || startsWith(v6, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
                || startsWith(v6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return carriesV4 && isV4(Arrays.copyOfRange(v6, 12, 16));
    }

    private static boolean isV4(byte[] bytes) {
        try {
            return is(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are always an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if ((bytes[i] & 0xff) != first[i]) {
                return false;
            }
        }
        return true;
    }
}
