package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Type;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Where the wanted entries of an index go. */
final class FileChoice {
    private final Selection wanted;

    /** Entries that are there for the sake of others. */
    private final Map<FileName, FileName> standIns = new HashMap<>();

    private FileChoice(Selection wanted) {
        this.wanted = wanted;
    }

    static FileChoice of(FileRestore.Source source, Selection wanted) throws IOException {
        var choice = new FileChoice(wanted);
        if (!wanted.isEmpty()) {
            choice.findStandIns(source);
        }
        return choice;
    }

    /** A hard link whose file is not wanted gets the content itself. */
    private void findStandIns(FileRestore.Source source) throws IOException {
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                if (entry.type() == Type.HARDLINK && wanted.matches(entry.path()) && !wanted.matches(entry.link())) {
                    standIns.putIfAbsent(entry.link(), entry.path());
                } else if (entry.type() == Type.FOLDER && wanted.leadsTo(entry.path())) {
                    standIns.put(entry.path(), entry.path());
                }
            }
        }
    }

    /** Where an entry goes, or null when it is not wanted. */
    FileName place(FileEntry entry) {
        if (entry.type() == Type.SKIPPED) {
            return null;
        }
        return wanted.isEmpty() || wanted.matches(entry.path()) ? entry.path() : standIns.get(entry.path());
    }

    /** The wanted name that a wanted hard link is another one of; its own where that is the first of those wanted. */
    FileName first(FileEntry link) {
        return wanted.isEmpty() || wanted.matches(link.link()) ? link.link() : standIns.get(link.link());
    }
}
