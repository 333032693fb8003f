package co.zencap.backup.files;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/** The lines of an index, one after the other. */
public final class FileIndex implements Iterator<FileEntry>, Closeable {
    private final MappingIterator<FileEntry> lines;

    /** @param plain the index, decrypted and decompressed; closed with this */
    public FileIndex(InputStream plain) throws IOException {
        lines = Json.MAPPER.readerFor(FileEntry.class).readValues(plain);
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public FileEntry next() {
        return lines.next();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
