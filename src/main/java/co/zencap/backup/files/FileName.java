package co.zencap.backup.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * A path as the file system has it: bytes, which are not always UTF-8. In JSON a string, or {@code {"base64": "..."}} where
 * the bytes are no UTF-8. The order is that of a walk: a folder, all that is in it, then its next sibling.
 */
public final class FileName implements Comparable<FileName> {
    private static final boolean PATHS_ARE_UTF8 =
            System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");
    private static final char UNMAPPABLE = '\uFFFD';

    private final byte[] bytes;

    private FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    public static FileName of(byte[] bytes) {
        return new FileName(bytes.clone());
    }

    public static FileName of(String text) {
        return new FileName(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a path's own text; relative ones stay relative. */
    public static FileName of(Path path) {
        String text = path.toString();
        if (PATHS_ARE_UTF8 && text.indexOf(UNMAPPABLE) < 0) {
            return of(text);
        }
        byte[] absolute = decoded(path.toUri().getRawPath());
        int length = trimmed(absolute);
        int start = path.isAbsolute() ? 0 : lengthOf(Path.of("").toAbsolutePath()) + 1;
        return new FileName(Arrays.copyOfRange(absolute, start, length));
    }

    private static int lengthOf(Path folder) {
        return trimmed(decoded(folder.toUri().getRawPath()));
    }

    /** Without the slash that a folder's address ends with. */
    private static int trimmed(byte[] path) {
        return path.length > 1 && path[path.length - 1] == '/' ? path.length - 1 : path.length;
    }

    /** This, taken from the root folder. */
    public Path inRoot() {
        return absolute(("/" + latin1()).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** This as what a symbolic link points to: it may be relative, and lead anywhere. */
    Path asLink() {
        if (bytes[0] == '/') {
            return absolute(bytes);
        }
        Path inRoot = inRoot();
        return inRoot.subpath(0, inRoot.getNameCount());
    }

    /**
     * This, taken from a folder.
     *
     * @throws IllegalArgumentException when the result would not lie in the folder
     */
    public Path in(Path folder) {
        requireInside();
        byte[] start = of(folder.toAbsolutePath()).bytes;
        byte[] path = Arrays.copyOf(start, start.length + 1 + bytes.length);
        path[start.length] = '/';
        System.arraycopy(bytes, 0, path, start.length + 1, bytes.length);
        return absolute(path);
    }

    /** Whether a file system can have it at all. */
    boolean isPossible() {
        return bytes.length > 0 && latin1().indexOf('\0') < 0;
    }

    /** Empty parts, {@code .}, {@code ..} and zero bytes are in no index that was honestly made. */
    private void requireInside() {
        for (String part : latin1().split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + this + "' is no path inside a folder."
                        + " HINT: the backup's index was not made by this program; do not trust it.");
            }
        }
    }

    private static Path absolute(byte[] path) {
        if (PATHS_ARE_UTF8) {
            String text = text(path);
            if (text != null) {
                return Path.of(text);
            }
        }
        return Path.of(URI.create("file://" + encoded(path)));
    }

    private static String encoded(byte[] path) {
        var text = new StringBuilder(path.length * 3);
        for (byte b : path) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/';
            if (plain) {
                text.append((char) b);
            } else {
                text.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return text.toString();
    }

    private static byte[] decoded(String uriPath) {
        var bytes = new ByteArrayOutputStream(uriPath.length());
        for (int i = 0; i < uriPath.length(); i++) {
            if (uriPath.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uriPath.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(uriPath.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /** A child of this folder. */
    FileName child(FileName name) {
        byte[] path = Arrays.copyOf(bytes, bytes.length + 1 + name.bytes.length);
        path[bytes.length] = '/';
        System.arraycopy(name.bytes, 0, path, bytes.length + 1, name.bytes.length);
        return new FileName(path);
    }

    /** Whether this lies in a folder, or in one that lies in it. */
    public boolean isInside(FileName folder) {
        int length = folder.bytes.length;
        return bytes.length > length
                && bytes[length] == '/'
                && Arrays.equals(bytes, 0, length, folder.bytes, 0, length);
    }

    /** Without the slash at its start. */
    public FileName relative() {
        return bytes.length > 0 && bytes[0] == '/' ? new FileName(Arrays.copyOfRange(bytes, 1, bytes.length)) : this;
    }

    byte[] bytes() {
        return bytes;
    }

    /** One character per byte, for patterns. */
    String latin1() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @JsonValue
    Object toJson() {
        String text = text(bytes);
        return text == null ? Map.of("base64", Base64.getEncoder().encodeToString(bytes)) : text;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static FileName fromJson(JsonNode json) {
        return json.isTextual()
                ? of(json.textValue())
                : new FileName(Base64.getDecoder().decode(json.path("base64").asText()));
    }

    private static String text(byte[] bytes) {
        try {
            Charset utf8 = StandardCharsets.UTF_8;
            return utf8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public int compareTo(FileName other) {
        int common = Math.min(bytes.length, other.bytes.length);
        for (int i = 0; i < common; i++) {
            int difference = rank(bytes[i]) - rank(other.bytes[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return bytes.length - other.bytes.length;
    }

    private static int rank(byte b) {
        return b == '/' ? 0 : b & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** For people: what is no UTF-8 is shown as �. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
