package co.zencap.backup.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/** Finds where the demo's service can listen. */
final class HttpPort {
    private static final int USUAL = 3000;

    private HttpPort() {}

    /**
     * The port wished for; else 3000, or any free one where that is taken.
     *
     * @throws IOException when the one wished for is taken
     */
    static int choose(OptionalInt wish) throws IOException {
        if (wish.isPresent()) {
            if (bindable(wish.getAsInt()) < 0) {
                throw new IOException(
                        "Port " + wish.getAsInt() + " is taken. HINT: leave --port out, or choose another.");
            }
            return wish.getAsInt();
        }
        int usual = bindable(USUAL);
        int port = usual < 0 ? bindable(0) : usual;
        if (port < 0) {
            throw new IOException("No TCP port of 127.0.0.1 is free. HINT: is the loopback interface up?");
        }
        return port;
    }

    /** The port, if a server could have it; -1 otherwise. */
    private static int bindable(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            return -1; // taken: the caller says so or takes another
        }
    }
}
