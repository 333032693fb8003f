package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;

/** The lines of an index, one after the other. */
public final class FileIndex implements Iterator<FileEntry>, Closeable {
    private final JsonParser json;
    private final MappingIterator<FileEntry> lines;

    /** Gets what lies in packs. */
    interface PieceVisitor {
        void found(Piece piece);
    }

    /** @param plain the index, decrypted and decompressed; closed with this */
    public FileIndex(InputStream plain) throws IOException {
        json = Json.MAPPER.getFactory().createParser(plain);
        lines = Json.MAPPER.readerFor(FileEntry.class).readValues(json);
    }

    /** @throws UncheckedIOException when it ends in the middle of something */
    @Override
    public boolean hasNext() {
        try {
            return lines.hasNextValue();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** @throws UncheckedIOException when it is no index, or none that this program made */
    @Override
    public FileEntry next() {
        FileEntry entry;
        try {
            entry = lines.nextValue();
        } catch (IOException e) {
            throw damaged(e);
        }
        if (entry == null || !entry.isWhole()) {
            throw new UncheckedIOException(new IOException("A line of the index lacks a part, or says what can't be."
                    + " HINT: it was not made by this program; do not trust it."));
        }
        return entry;
    }

    private static UncheckedIOException damaged(IOException e) {
        return new UncheckedIOException(
                e instanceof JsonProcessingException json
                        ? new IOException(
                                "The index can't be read: " + Json.why(json)
                                        + ". HINT: this copy is damaged; use the other repository's.",
                                e)
                        : e);
    }

    /**
     * Reads all lines, instead of iterating over them, for their pieces only. That is several times as fast: most of a line
     * is about other things.
     */
    void pieces(PieceVisitor visitor) throws IOException {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw new IOException("A line of the index is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isPieces = json.getCurrentName().equals("pieces");
                if (json.nextToken() == JsonToken.START_ARRAY && isPieces) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        visitor.found(piece());
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private Piece piece() throws IOException {
        String sha256 = null;
        int pack = 0;
        int bytes = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.getCurrentName();
            json.nextToken();
            switch (name) {
                case "sha256" -> sha256 = json.getText();
                case "pack" -> pack = json.getIntValue();
                case "bytes" -> bytes = json.getIntValue();
                default -> json.skipChildren();
            }
        }
        return new Piece(sha256, pack, bytes);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
