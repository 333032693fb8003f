package co.zencap.backup.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of one's own that issues certificates as PEM files; made by the JDK's keytool. */
public final class TestAuthority {
    private static final String PASSWORD = "of-a-test";

    private final Path folder;
    private int issued;

    /** @param folder for its files; empty */
    public TestAuthority(Path folder) throws Exception {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-alias",
                "authority",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Test authority",
                "-ext",
                "bc:c",
                "-validity",
                "30");
        Files.writeString(
                certificate(),
                pem("CERTIFICATE", store().getCertificate("authority").getEncoded()));
    }

    /** Its own certificate. */
    public Path certificate() {
        return folder.resolve("authority.pem");
    }

    /**
     * What was issued.
     *
     * @param certificate PEM, with the authority's behind it
     * @param key PEM, PKCS #8, mode 600
     */
    public record Issued(Path certificate, Path key) {}

    /** Issues one for an hour or more, for {@code localhost} and {@code 127.0.0.1}. */
    public Issued issue(String name, String algorithm) throws Exception {
        return issue(name, algorithm, "-validity", "20", "-ext", "san=dns:localhost,ip:127.0.0.1");
    }

    /** Issues one; {@code options} are keytool's, of {@code -gencert}. */
    public Issued issue(String name, String algorithm, String... options) throws Exception {
        String alias = name + ++issued;
        keytool("-genkeypair", "-alias", alias, "-keyalg", algorithm, "-dname", "CN=" + name, "-validity", "1");
        Path request = folder.resolve(alias + ".csr");
        Path answer = folder.resolve(alias + ".crt");
        keytool("-certreq", "-alias", alias, "-file", request.toString());
        var words = new ArrayList<String>(List.of(
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                request.toString(),
                "-outfile",
                answer.toString(),
                "-rfc"));
        words.addAll(Arrays.asList(options));
        keytool(words.toArray(String[]::new));
        Path certificate = folder.resolve(alias + ".pem");
        Files.writeString(certificate, Files.readString(answer) + Files.readString(certificate()));
        Key key = store().getKey(alias, PASSWORD.toCharArray());
        return new Issued(certificate, secret(alias + ".key", pem("PRIVATE KEY", key.getEncoded())));
    }

    /** A file that nobody else can read. */
    public Path secret(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }

    /** Bytes as PEM. */
    public static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    /** The certificates of a file, as their bytes. */
    public static Certificate first(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("authority.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(Arrays.asList(arguments));
        words.addAll(List.of(
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve("authority.p12").toString(),
                "-storepass",
                PASSWORD));
        Path log = folder.resolve("keytool.log");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(words + ": " + Files.readString(log));
        }
    }
}
