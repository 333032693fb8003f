package co.zencap.backup.verify;

import java.io.FilterInputStream;
import java.io.InputStream;

/** Keeps a stream open behind a filter or parser, because what follows its end is of interest. */
final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // The caller closes the stream itself.
    }
}
