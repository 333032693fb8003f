package co.zencap.backup.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;

/** Stands before a mail server in the clear: offers STARTTLS, and refuses one recipient. All else passes through, line by line. */
public final class SmtpFront implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final int behind;
    private final boolean offersTls;
    private final String refused;
    private final List<String> inTheClear = new CopyOnWriteArrayList<>();

    /** @param refused an address that does not exist */
    public SmtpFront(int behind, boolean offersTls, String refused) throws IOException {
        this.behind = behind;
        this.offersTls = offersTls;
        this.refused = refused;
        var thread = new Thread(this::accept, "smtp front");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What anybody on the way could have read. */
    public List<String> inTheClear() {
        return inTheClear;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                new Dialogue(client, server).run();
            } catch (IOException | GeneralSecurityException e) {
                // the client went away, which some tests want; the next one comes
            }
        }
    }

    /** One client's. */
    private final class Dialogue {
        private final Socket plain;
        private final Socket server;
        private final BufferedReader fromServer;
        private BufferedReader fromClient;
        private OutputStream toClient;
        private boolean secret;

        Dialogue(Socket client, Socket server) throws IOException {
            this.plain = client;
            this.server = server;
            fromServer = reader(server);
            fromClient = reader(client);
            toClient = client.getOutputStream();
        }

        void run() throws IOException, GeneralSecurityException {
            passAnswer(false);
            boolean data = false;
            for (String line = fromClient.readLine(); line != null; line = fromClient.readLine()) {
                if (!secret) {
                    inTheClear.add(line);
                }
                if (data) {
                    write(server.getOutputStream(), line);
                    data = !line.equals(".");
                    if (!data) {
                        passAnswer(false);
                    }
                } else if (line.equals("STARTTLS")) {
                    beginTls();
                } else if (line.startsWith("RCPT") && refused != null && line.contains(refused)) {
                    write(toClient, "550 5.1.1 Nobody of that name");
                } else {
                    write(server.getOutputStream(), line);
                    data = passAnswer(line.startsWith("EHLO")).startsWith("354");
                }
            }
        }

        private void beginTls() throws IOException, GeneralSecurityException {
            write(toClient, "220 Go ahead");
            var tls = (SSLSocket) MailServer.serverContext()
                    .getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            secret = true;
            fromClient = reader(tls);
            toClient = tls.getOutputStream();
        }

        private String passAnswer(boolean hello) throws IOException {
            String line = fromServer.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                write(toClient, line);
                line = fromServer.readLine();
            }
            if (line == null) {
                throw new IOException("the server went away");
            }
            if (hello && offersTls && !secret) {
                write(toClient, "250-STARTTLS");
            }
            write(toClient, line);
            return line;
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
