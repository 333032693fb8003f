package co.zencap.backup.stream;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/**
 * Tells an observer how many bytes have passed so far, at every write.
 *
 * @param source closed with this
 * @param observer gets the running total; must be quick
 */
public record ObservedPayload(Payload source, LongConsumer observer) implements Payload {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        source.writeTo(new FilterOutputStream(out) {
            private long total;

            @Override
            public void write(int b) throws IOException {
                out.write(b);
                observer.accept(++total);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                observer.accept(total += length);
            }
        });
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
