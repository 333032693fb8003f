package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.TocEntry.DataState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the table of contents as {@code ReadToc} of {@code src/bin/pg_dump/pg_backup_archiver.c} and
 * {@code _ReadExtraToc} of {@code pg_backup_custom.c} do. pg_dump puts the ENCODING entry first; text is decoded by it.
 */
final class TocReader {
    private final ArchiveInput in;
    private final int minor;
    private final Map<Integer, TocEntry> entries = new LinkedHashMap<>();
    private final Map<String, String> seen = new HashMap<>();
    private ArchiveEncoding encoding = ArchiveEncoding.of("UTF8");

    TocReader(ArchiveInput in, ArchiveHeader header) {
        this.in = in;
        this.minor = header.minor();
    }

    /** All entries by their dump id, in the archive's order. */
    Map<Integer, TocEntry> read() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw damaged("the table of contents has " + count + " entries");
        }
        for (int i = 0; i < count; i++) {
            TocEntry entry = entry();
            if (entry.dumpId() <= 0 || entries.put(entry.dumpId(), entry) != null) {
                throw damaged("the entry number " + entry.dumpId() + " is not positive, or used twice");
            }
        }
        return entries;
    }

    ArchiveEncoding encoding() {
        return encoding;
    }

    private TocEntry entry() throws IOException {
        int dumpId = in.readInt();
        in.readInt(); // whether it had a dumper: the same as its data state
        in.skipString(); // OID of the catalog table
        in.skipString(); // OID of the object
        String tag = text();
        String description = shared(text());
        in.readInt(); // section
        if (description.equals("ENCODING")) {
            encoding = ArchiveEncoding.ofStatement(text(), in.position());
        } else {
            in.skipString(); // definition
        }
        in.skipString(); // drop statement
        String copy = text();
        String namespace = shared(text());
        in.skipString(); // table space
        if (minor >= 14) {
            in.skipString(); // table access method
        }
        if (minor >= 16) {
            in.readInt(); // kind of relation
        }
        in.skipString(); // owner
        in.skipString(); // with OIDs
        List<Integer> dependencies = dependencies();
        long offsetField = in.position();
        DataState state = state(in.readByte());
        long position = 0;
        for (int i = 0; i < ArchiveHeader.OFFSET_BYTES; i++) {
            position |= (long) in.readByte() << 8 * i;
        }
        return new TocEntry(dumpId, description, tag, namespace, copy, dependencies, state, position, offsetField);
    }

    private List<Integer> dependencies() throws IOException {
        List<Integer> ids = new ArrayList<>(2);
        for (byte[] id = in.readString(); id != null; id = in.readString()) {
            try {
                ids.add(Integer.valueOf(new String(id, StandardCharsets.US_ASCII)));
            } catch (NumberFormatException e) {
                throw damaged("a dependency is not a number");
            }
        }
        return List.copyOf(ids);
    }

    private DataState state(int code) throws IOException {
        for (DataState state : DataState.values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw damaged("the state of a data offset is " + code);
    }

    private String text() throws IOException {
        byte[] bytes = in.readString();
        return bytes == null ? "" : encoding.decode(bytes);
    }

    private String shared(String text) {
        String known = seen.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private ArchiveFormatException damaged(String what) {
        return ArchiveFormatException.damaged(in.position(), what);
    }
}
