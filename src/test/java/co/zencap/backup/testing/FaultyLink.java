package co.zencap.backup.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server over TCP that can be made bad while connections are open. */
public final class FaultyLink implements Closeable {
    private static final int CRAWL_BYTES = 64;

    /** How the way is. */
    public enum State {
        GOOD,
        /** Open connections stay open and new ones are taken; nothing passes. */
        HANGS,
        /** A few bytes pass now and then. */
        CRAWLS,
        /** Open and new connections are reset. */
        RESETS
    }

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int server;
    private volatile State state = State.GOOD;

    private FaultyLink(int server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    }

    /** @param server port on this machine */
    public static FaultyLink to(int server) throws IOException {
        var link = new FaultyLink(server);
        start("faulty-link", link::accept);
        return link;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on new connections go there. */
    public void lead(int other) {
        server = other;
    }

    /** From now on, for open connections as well. */
    public void become(State now) throws IOException {
        state = now;
        if (now == State.RESETS) {
            for (Socket socket : open) {
                reset(socket);
            }
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (state == State.RESETS) {
                    reset(client);
                } else {
                    join(client);
                }
            } catch (IOException e) {
                // Only closing the listener ends this; the loop sees that.
                continue;
            }
        }
    }

    private void join(Socket client) throws IOException {
        open.add(client);
        Socket to;
        try {
            to = new Socket(InetAddress.getLoopbackAddress(), server);
        } catch (IOException nobodyThere) {
            reset(client);
            return;
        }
        open.add(to);
        start("faulty-link-there", () -> pass(client, to));
        start("faulty-link-back", () -> pass(to, client));
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int sent = 0; sent < read; ) {
                    int length = permitted(read - sent);
                    out.write(buffer, sent, length);
                    sent += length;
                }
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** Waits while nothing may pass. */
    private int permitted(int wanted) throws InterruptedException {
        while (state == State.HANGS) {
            Thread.sleep(50);
        }
        if (state != State.CRAWLS) {
            return wanted;
        }
        Thread.sleep(200);
        return Math.min(wanted, CRAWL_BYTES);
    }

    private void reset(Socket socket) throws IOException {
        open.remove(socket);
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
