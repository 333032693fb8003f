package co.zencap.backup.chaos.matrix;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, where this user may mount one; else a folder. */
final class Disk implements AutoCloseable {
    private final Path root;
    private final boolean mounted;
    private boolean readOnly;

    Disk(Path root, boolean own) throws IOException, InterruptedException {
        this.root = root;
        this.mounted = own && run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", root.toString());
    }

    Path root() {
        return root;
    }

    boolean isMounted() {
        return mounted;
    }

    /** Nothing more fits. */
    void fill() throws IOException {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (root.toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        }
    }

    /** The repository, through a view of it of its own: the disk itself has files open for writing. */
    void forbidWriting() throws IOException, InterruptedException {
        String repository = root.resolve("repository").toString();
        require(run("mount", "--bind", repository, repository));
        readOnly = true;
        require(run("mount", "-o", "remount,ro,bind", repository));
    }

    void mend() throws IOException, InterruptedException {
        if (readOnly) {
            require(run("umount", root.resolve("repository").toString()));
            readOnly = false;
        }
        Files.deleteIfExists(filler());
    }

    private void require(boolean done) throws IOException {
        if (!done) {
            throw new IOException("can't mount or unmount in " + root);
        }
    }

    private Path filler() {
        return root.resolve("filler");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            require(run("umount", "-l", root.toString()));
        }
    }
}
