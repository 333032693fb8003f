package co.zencap.backup.files;

/** Which paths of a backup are wanted. */
public interface Selection {
    /** Whether nothing was chosen, which means everything. */
    boolean isEmpty();

    /** Whether a path is wanted, by itself or because it lies in a folder that is. */
    boolean matches(FileName path);

    /** Whether a folder is wanted for the sake of something below it only, without all else that is in it. */
    default boolean leadsTo(FileName folder) {
        return false;
    }
}
