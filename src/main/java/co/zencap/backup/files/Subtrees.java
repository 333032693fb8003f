package co.zencap.backup.files;

import java.util.List;

/**
 * Paths by their very names, each with all that lies below it, and with the folders that lead to it.
 *
 * @param paths without a slash at their start
 */
public record Subtrees(List<FileName> paths) implements Selection {
    public Subtrees {
        paths = List.copyOf(paths);
    }

    @Override
    public boolean isEmpty() {
        return paths.isEmpty();
    }

    @Override
    public boolean matches(FileName path) {
        return paths.stream().anyMatch(each -> path.equals(each) || path.isInside(each));
    }

    @Override
    public boolean leadsTo(FileName folder) {
        return paths.stream().anyMatch(each -> each.isInside(folder));
    }
}
