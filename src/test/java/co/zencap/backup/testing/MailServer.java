package co.zencap.backup.testing;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** A real mail server on this machine, with or without TLS; its certificate is of this process, and trusted by nobody. */
public final class MailServer implements AutoCloseable {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private static final KeyStore KEYS = keys();

    private final ServerSetup setup;
    private GreenMail server;

    private MailServer(String protocol) throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            setup = new ServerSetup(free.getLocalPort(), "127.0.0.1", protocol);
        }
        start();
    }

    /** In the clear. */
    public static MailServer plain() throws IOException {
        return new MailServer(ServerSetup.PROTOCOL_SMTP);
    }

    /** With TLS from the first byte. */
    public static MailServer tls() throws IOException {
        return new MailServer(ServerSetup.PROTOCOL_SMTPS);
    }

    public int port() {
        return setup.getPort();
    }

    /** Knows somebody who may send. */
    public void user(String login, String password) {
        server.setUser(login + "@example.org", login, password);
    }

    /** Is there again, on the same port, and knows nothing of before. */
    public void start() {
        server = new GreenMail(setup);
        server.start();
    }

    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** All messages so far: one for each recipient. */
    public List<MimeMessage> received() {
        return List.of(server.getReceivedMessages());
    }

    /** What one recipient has, the oldest first. */
    public List<MimeMessage> receivedBy(String address) throws FolderException {
        GreenMailUser user = server.getUserManager().getUserByEmail(address);
        if (user == null) {
            return List.of(); // who has never got any is not known yet
        }
        return server.getManagers().getImapHostManager().getInbox(user).getMessages().stream()
                .map(StoredMessage::getMimeMessage)
                .toList();
    }

    /** Waits until there are so many. */
    public List<MimeMessage> await(int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(this::received, received -> received.size() >= count);
    }

    /** A part of a message as its reader gets it: 0 is the text, 1 the HTML. */
    public static BodyPart part(MimeMessage message, int index) throws MessagingException, IOException {
        return ((MimeMultipart) message.getContent()).getBodyPart(index);
    }

    /** Has this process trust the server's certificate, until it is told otherwise. */
    public static void trust(boolean trusted) throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted ? KEYS : null);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    /** With the server's own key. */
    static SSLContext serverContext() throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KEYS, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore keys() {
        try {
            Path folder = Files.createTempDirectory("mail-server");
            Path file = folder.resolve("keys.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "mail",
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-validity",
                            "2",
                            "-dname",
                            "CN=127.0.0.1",
                            "-ext",
                            "SAN=ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(STORE_PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("keytool.log").toFile())
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
            }
            // Where GreenMail looks for them.
            System.setProperty("greenmail.tls.keystore.file", file.toString());
            System.setProperty("greenmail.tls.keystore.password", new String(STORE_PASSWORD));
            System.setProperty("greenmail.tls.key.password", new String(STORE_PASSWORD));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, STORE_PASSWORD);
            }
            // A certificate that is trusted is an entry of its own.
            keys.setCertificateEntry("trusted", keys.getCertificate("mail"));
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
