package co.zencap.backup.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders for tests, and a comparison as a person would make it who looks at everything. */
public final class FileTrees {
    private FileTrees() {}

    /** Makes a folder with a name that breaks a line, nine megabytes of noise, and a link. */
    public static Path uploads(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("a line\nbreak.txt"), "one");
        byte[] large = new byte[9 << 20];
        new Random(1).nextBytes(large);
        Files.write(folder.resolve("large.xlsx"), large);
        Files.createSymbolicLink(folder.resolve("link"), Path.of("large.xlsx"));
        return folder;
    }

    /** Everything in a folder, by relative path: type, mode, owner, time, content, links, other names. */
    public static Map<String, String> describe(Path root) throws IOException {
        var all = new TreeMap<String, String>();
        var names = new TreeMap<Object, String>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted().toList()) {
                String name = root.relativize(path).toUri().getRawPath();
                all.put(name.substring(Path.of("").toUri().getRawPath().length()), describe(path, name, names));
            }
        }
        return all;
    }

    private static String describe(Path path, String name, Map<Object, String> names) throws IOException {
        Map<String, Object> a = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        if (Files.isSymbolicLink(path)) {
            return "link to "
                    + HexFormat.of()
                            .formatHex(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
        }
        String status = Integer.toOctalString((Integer) a.get("mode")) + " " + a.get("uid") + ":" + a.get("gid") + " "
                + a.get("lastModifiedTime");
        if (Files.isDirectory(path)) {
            return status;
        }
        String first = names.merge(a.get("dev") + "-" + a.get("ino"), name, (x, y) -> x);
        return status + " " + Files.size(path) + " " + sha256(path) + (first.equals(name) ? "" : " is another name");
    }

    private static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream hashing = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, hashing);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
