package co.zencap.backup.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;

/**
 * One line of an index: a path and what it was.
 *
 * @param path without a slash at its start
 * @param type what it is
 * @param size of a file, in bytes, as read
 * @param status its attributes
 * @param sha256 of a file's content, 64 hexadecimal digits
 * @param pieces where the content lies, in order; none for an empty file
 * @param link where a symbolic link points to, or the path in this index that a hard link is another name of
 * @param warning why a person should look: it could not be read, or changed meanwhile
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FileEntry(
        FileName path,
        Type type,
        long size,
        Status status,
        String sha256,
        List<Piece> pieces,
        FileName link,
        String warning) {

    public FileEntry {
        pieces = pieces == null ? List.of() : List.copyOf(pieces);
    }

    /** What a path can be. */
    public enum Type {
        @JsonProperty("file")
        FILE,
        @JsonProperty("folder")
        FOLDER,
        @JsonProperty("symlink")
        SYMLINK,
        @JsonProperty("hardlink")
        HARDLINK,
        /** Seen, but not stored: unreadable, gone meanwhile, or a device, socket or pipe. */
        @JsonProperty("skipped")
        SKIPPED
    }

    /**
     * @param mode permission bits, octal in text, e.g. {@code "0644"}
     * @param uid the owner's number
     * @param gid the group's number
     * @param owner the owner's name, where it has one
     * @param group the group's name, where it has one
     * @param modified when the content last changed
     * @param changed when the status last changed; with the inode it tells that nobody touched the file
     * @param inode the file's number in its file system
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Status(
            String mode,
            int uid,
            int gid,
            String owner,
            String group,
            @JsonSerialize(using = InstantText.Writing.class) @JsonDeserialize(using = InstantText.Reading.class)
                    Instant modified,
            @JsonSerialize(using = InstantText.Writing.class) @JsonDeserialize(using = InstantText.Reading.class)
                    Instant changed,
            long inode) {

        private boolean isWhole() {
            return mode != null && mode.matches("[0-7]{1,7}") && modified != null && changed != null;
        }

        int modeBits() {
            return Integer.parseInt(mode, 8) & 07777;
        }
    }

    /**
     * A stretch of a file's content.
     *
     * @param sha256 of its bytes, and its name in the pack
     * @param pack the pack's number in the manifest
     * @param bytes its length
     */
    public record Piece(String sha256, int pack, int bytes) {

        private boolean isWhole() {
            return sha256 != null && sha256.length() == 64 && pack >= 0 && bytes > 0;
        }
    }

    /** Whether it has all that a line of this type needs, as far as a restoration relies on it. */
    boolean isWhole() {
        boolean isLink = type == Type.SYMLINK || type == Type.HARDLINK;
        return path != null
                && type != null
                && size >= 0
                && (type == Type.SKIPPED || status != null && status.isWhole())
                && (!isLink || link != null && link.isPossible())
                && pieces.stream().allMatch(Piece::isWhole);
    }

    /** Whether nobody touched the file since {@code before} was read. */
    boolean isAsIn(FileEntry before) {
        return before.type == Type.FILE
                && before.warning == null
                && before.size == size
                && before.status.inode == status.inode
                && before.status.modified.equals(status.modified)
                && before.status.changed.equals(status.changed);
    }

    FileEntry withContent(String sha256, long size, List<Piece> pieces, String warning) {
        return new FileEntry(path, type, size, status, sha256, pieces, link, warning);
    }

    FileEntry skipped(String why) {
        return new FileEntry(path, Type.SKIPPED, 0, status, null, null, null, why);
    }
}
