package co.zencap.backup.security;

import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Looks for plaintext and passwords that work has left behind in the work folder, or shows to others.
 *
 * @param running what runs now; the oldest of it tells what may be there
 */
record Scratch(Path workDir, Supplier<List<Operation>> running, Clock clock) implements SecurityQuestion {
    private static final Set<PosixFilePermission> SHOWN =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    @Override
    public String about() {
        return "scratch";
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        if (!Files.isDirectory(workDir)) {
            return List.of(SecurityCheck.passed(about(), "There is no work folder yet."));
        }
        // Asked before the folder is listed: what begins in between is not taken for a leftover.
        Instant oldest = running.get().stream()
                .map(Operation::startedAt)
                .min(Comparator.naturalOrder())
                .orElseGet(clock::instant);
        var left = new ArrayList<String>();
        var shown = new ArrayList<String>();
        for (Path entry : ScratchFolders.in(workDir)) {
            look(entry, oldest, left, shown);
        }
        lookIntoRecoveries(left, shown);
        if (!left.isEmpty()) {
            return List.of(SecurityCheck.failed(
                    about(),
                    "Nothing that runs now can have made " + String.join(", ", left) + " in " + workDir
                            + ", where plaintext and passwords are kept while work is done.",
                    "Delete it, or restart the service, which does."));
        }
        return List.of(
                shown.isEmpty()
                        ? SecurityCheck.passed(about(), "No plaintext and no password is left in the work folder.")
                        : SecurityCheck.failed(
                                about(),
                                "Others can read " + String.join(", ", shown) + " in " + workDir + ".",
                                "Run chmod go-rwx on it, and find out what changed its mode."));
    }

    /** Those of the command line are in no list of what runs, but a lock tells whether there are any. */
    private void lookIntoRecoveries(List<String> left, List<String> shown) throws IOException {
        Path recoveries = ScratchFolders.ofRecover(workDir);
        Optional<FolderUse> alone = FolderUse.alone(recoveries);
        if (alone.isPresent()) {
            try (FolderUse nobodyElse = alone.get()) {
                ScratchFolders.in(recoveries).forEach(entry -> left.add(name(entry)));
            }
            return;
        }
        for (Path entry : ScratchFolders.in(recoveries)) {
            look(entry, Instant.MIN, left, shown);
        }
    }

    private void look(Path entry, Instant oldest, List<String> left, List<String> shown) throws IOException {
        try {
            if (Files.getLastModifiedTime(entry).toInstant().isBefore(oldest)) {
                left.add(name(entry));
            } else if (ScratchFolders.isPrivate(entry)
                    && Files.getPosixFilePermissions(entry).stream().anyMatch(SHOWN::contains)) {
                shown.add(name(entry));
            }
        } catch (NoSuchFileException e) {
            // its work has ended just now
        }
    }

    private String name(Path entry) {
        return workDir.relativize(entry).toString();
    }
}
