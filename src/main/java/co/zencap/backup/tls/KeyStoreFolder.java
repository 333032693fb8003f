package co.zencap.backup.tls;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * The certificate as the server reads it: a key store, and a piece of its configuration that turns HTTPS on. Both lie in the
 * server's own folder, are made anew by each start, and can be read by nobody else. The password is one because a key store must
 * have one: it protects no more than the folder does.
 */
public final class KeyStoreFolder {
    private static final int PASSWORD_BYTES = 32;
    private static final String STORE = "keys.p12";
    private static final String ENTRY = "service";
    private static final String PASSWORD = "password";

    /** Included by {@code server.xml} where it is there. */
    private static final String SWITCH = "server.xml";

    private final Path folder;

    /** @param server the folder in which the server works */
    public KeyStoreFolder(Path server) {
        this.folder = server.resolve("tls");
    }

    /** Has the next start of the server speak HTTPS. */
    public void turnOn(ServerCertificate certificate) throws IOException {
        turnOff();
        Private.folder(folder);
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        write(PASSWORD, password);
        replace(certificate);
        write(
                SWITCH,
                """
                <server>
                  <variable name="tls.password" value="%s"/>
                  <include location="${server.config.dir}/https.xml" onConflict="REPLACE"/>
                </server>
                """
                        .formatted(password));
    }

    /** Has the next start of the server speak plain HTTP. */
    public void turnOff() throws IOException {
        if (Files.exists(folder)) {
            FileTree.delete(folder);
        }
    }

    /** Whether the server was started with HTTPS. */
    public boolean isOn() {
        return Files.exists(folder.resolve(SWITCH));
    }

    /** Whether this is the certificate that the server reads. */
    boolean holds(ServerCertificate certificate) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(STORE))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Files.readString(folder.resolve(PASSWORD)).toCharArray());
            return certificate.chain().get(0).equals(store.getCertificate(ENTRY));
        } catch (GeneralSecurityException e) {
            throw new IOException("The key store in " + folder + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Puts another certificate in the place of the one there; a server that runs takes it up within seconds. */
    public void replace(ServerCertificate certificate) throws IOException {
        Path made = Files.createTempFile(folder, "keys-", ".part", Private.FILE);
        try (OutputStream out = Files.newOutputStream(made)) {
            char[] password = Files.readString(folder.resolve(PASSWORD)).toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    ENTRY, certificate.key(), password, certificate.chain().toArray(new X509Certificate[0]));
            store.store(out, password);
        } catch (GeneralSecurityException e) {
            Files.delete(made);
            throw new IOException("The certificate can't be put into a key store: " + e.getMessage(), e);
        } catch (IOException e) {
            Files.delete(made);
            throw e;
        }
        Files.move(made, folder.resolve(STORE), StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(Files.createFile(folder.resolve(name), Private.FILE), content);
    }
}
