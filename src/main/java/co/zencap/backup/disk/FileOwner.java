package co.zencap.backup.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;

/**
 * To whom files are given. A user without the user's own group would leave them in that of whoever gives them.
 *
 * @param user who owns them
 * @param group the user's own
 */
public record FileOwner(UserPrincipal user, GroupPrincipal group) {
    /** Gives a file, a folder, or a link itself away. */
    public void own(Path path) throws IOException {
        PosixFileAttributeView file =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        file.setGroup(group);
        file.setOwner(user);
    }
}
