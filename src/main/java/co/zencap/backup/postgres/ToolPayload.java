package co.zencap.backup.postgres;

import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A program's live output as a payload: it ends well only if the program did, so that half a dump never passes for a
 * whole one.
 */
public class ToolPayload implements Payload {

    private static final int CHUNK = 128 * 1024;

    private final ToolProcess process;
    private final LongConsumer progress;
    private byte[] first = {};

    public ToolPayload(ToolProcess process) {
        this(process, bytes -> {});
    }

    /** @param progress is told the number of bytes since its last call, after each chunk */
    public ToolPayload(ToolProcess process, LongConsumer progress) {
        this.process = process;
        this.progress = progress;
    }

    public ToolProcess process() {
        return process;
    }

    /**
     * Waits until the program writes something or has ended.
     *
     * @throws ToolFailure when it ended without a word, and not well
     */
    public void awaitOutput() throws IOException {
        byte[] chunk = new byte[CHUNK];
        int n = process.output().read(chunk);
        if (n < 0) {
            process.awaitSuccess();
        } else {
            first = Arrays.copyOf(chunk, n);
        }
    }

    /** @throws ToolFailure when the program's exit status is not 0 or a limit was passed */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        InputStream in = process.output();
        byte[] chunk = new byte[CHUNK];
        LongConsumer listener = progress;
        out.write(first);
        listener.accept(first.length);
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            out.write(chunk, 0, n);
            listener.accept(n);
        }
        process.awaitSuccess();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "output of " + process;
    }
}
