package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.TocEntry.DataState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the table of contents as {@code ReadToc} of {@code src/bin/pg_dump/pg_backup_archiver.c} and
 * {@code _ReadExtraToc} of {@code pg_backup_custom.c} do. pg_dump puts the ENCODING entry first; text is decoded by it.
 *
 * <p>Only entries that have data, and the values of sequences, are kept: up to version 16 pg_dump writes an entry for every large object, and there may
 * be millions of them.
 */
final class TocReader {
    /** No object's description is near it. */
    private static final long ENTRY_LIMIT = 64L << 20;
    /** pg_dump numbers what it finds from 1 on. */
    private static final int HIGHEST_DUMP_ID = 1 << 29;

    private final ArchiveInput in;
    private final int minor;
    private final Map<Integer, TocEntry> entries = new LinkedHashMap<>();
    private final BitSet dumpIds = new BitSet();
    private final Map<String, String> seen = new HashMap<>();
    private final List<SequenceValue> sequences = new ArrayList<>();
    private final List<String> database = new ArrayList<>();
    private ArchiveEncoding encoding = ArchiveEncoding.of("UTF8");

    TocReader(ArchiveInput in, ArchiveHeader header) {
        this.in = in;
        this.minor = header.minor();
    }

    /** The entries that have data by their dump id, in the archive's order. */
    Map<Integer, TocEntry> read() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw damaged("the table of contents has " + count + " entries");
        }
        for (int i = 0; i < count; i++) {
            in.ceiling(in.position() + ENTRY_LIMIT);
            TocEntry entry = entry();
            if (entry.hasData()) {
                entries.put(entry.dumpId(), entry);
            }
        }
        in.ceiling(Long.MAX_VALUE);
        return entries;
    }

    /** Where the dump's sequences stand. */
    List<SequenceValue> sequences() {
        return sequences;
    }

    /** What makes the database itself, and gives it its settings and privileges. */
    List<String> database() {
        return List.copyOf(database);
    }

    ArchiveEncoding encoding() {
        return encoding;
    }

    private TocEntry entry() throws IOException {
        int dumpId = in.readInt();
        if (dumpId <= 0 || dumpId > HIGHEST_DUMP_ID || dumpIds.get(dumpId)) {
            throw damaged("the entry number " + dumpId + " is out of range, or used twice");
        }
        dumpIds.set(dumpId);
        in.readInt(); // whether it had a dumper: the same as its data state
        in.skipString(); // OID of the catalog table
        in.skipString(); // OID of the object
        String tag = text();
        String description = text();
        in.readInt(); // section
        if (description.equals("ENCODING")) {
            encoding = ArchiveEncoding.ofStatement(text(), in.position());
        }
        String definition = "";
        if (description.equals("SEQUENCE SET")) {
            definition = text();
        } else if (isOfDatabase(description, tag)) {
            database.add(text());
        } else if (!description.equals("ENCODING")) {
            in.skipString();
        }
        in.skipString(); // drop statement
        String copy = text();
        String namespace = text();
        if (!definition.isEmpty()) {
            sequences.add(SequenceValue.of(namespace, tag, definition)
                    .orElseThrow(() -> damaged("the value of sequence " + tag + " can't be read")));
        }
        in.skipString(); // table space
        if (minor >= 14) {
            in.skipString(); // table access method
        }
        if (minor >= 16) {
            in.readInt(); // kind of relation
        }
        String owner = text();
        if (description.equals("DATABASE") && !owner.isEmpty()) {
            database.add("ALTER DATABASE " + quoted(tag) + " OWNER TO " + quoted(owner));
        }
        in.skipString(); // with OIDs
        skipDependencies();
        long offsetField = in.position();
        DataState state = state(in.readByte());
        long position = 0;
        for (int i = 0; i < ArchiveHeader.OFFSET_BYTES; i++) {
            position |= (long) in.readByte() << 8 * i;
        }
        return new TocEntry(dumpId, shared(description), tag, shared(namespace), copy, state, position, offsetField);
    }

    private static boolean isOfDatabase(String description, String tag) {
        return description.equals("DATABASE")
                || description.equals("DATABASE PROPERTIES")
                || description.equals("ACL") && tag.startsWith("DATABASE ");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Dump ids of what must be restored first, as texts, until a null. */
    private void skipDependencies() throws IOException {
        for (byte[] id = in.readString(); id != null; id = in.readString()) {
            if (!isNumber(id)) {
                throw damaged("a dependency is not a number");
            }
        }
    }

    private static boolean isNumber(byte[] text) {
        for (byte b : text) {
            if (b < '0' || b > '9') {
                return false;
            }
        }
        return text.length > 0;
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
