package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.RecoveringServer;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Brings a base backup into a folder that was empty or not there, from which a server then recovers. */
public final class BaseRestore {
    private final Path data;
    private final boolean made;
    private final TablespaceFolders folders;
    private final Optional<FileOwner> owner;
    private final RecoveryPrograms programs;
    private final RunningOperation operation;

    private BaseRestore(
            Path data,
            boolean made,
            TablespaceFolders folders,
            Optional<FileOwner> owner,
            RecoveryPrograms programs,
            RunningOperation operation) {
        this.data = data;
        this.made = made;
        this.folders = folders;
        this.owner = owner;
        this.programs = programs;
        this.operation = operation;
    }

    /** How much room a recovery takes on the disk of its folder, in bytes, without the log. */
    public static long room(Manifest manifest) {
        return ChainCombining.room(manifest);
    }

    /** @throws IOException when a base backup needs a program that is not there */
    public static void requirePrograms(Manifest manifest, RecoveryPrograms programs) throws IOException {
        if (manifest.buildsOnOthers()) {
            ChainCombining.tools(programs);
        }
    }

    /**
     * Makes the folder where it is not there yet.
     *
     * @throws IOException when it is not empty, or its disk has too little room; it is as it was before then
     */
    static BaseRestore prepare(
            Manifest manifest,
            Path data,
            TablespaceFolders folders,
            RecoveryPrograms programs,
            RunningOperation operation)
            throws IOException {
        boolean there = Files.isDirectory(data);
        if (there) {
            Files.setPosixFilePermissions(data, Private.FOLDER.value());
            try (Stream<Path> files = Files.list(data)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(
                            "The folder " + data + " is not empty. HINT: name an empty one, or one that is"
                                    + " not there yet; nothing is ever recovered over a cluster.");
                }
            }
        } else {
            Files.createDirectories(data.getParent());
            Files.createDirectory(data, Private.FOLDER);
        }
        try {
            ChainCombining.requireRoom(manifest, data, folders);
            Optional<FileOwner> owner = RecoveringServer.owner(programs.server(), data.getParent());
            if (owner.isPresent()) {
                owner.get().own(data.toRealPath()); // it may be a link to a folder on another disk
            }
            return new BaseRestore(data, !there, folders, owner, programs, operation);
        } catch (IOException e) {
            if (!there) {
                FileTree.delete(data);
            }
            throw e;
        }
    }

    /** Whose files they become; empty: whoever runs this. */
    Optional<FileOwner> owner() {
        return owner;
    }

    /** Unpacks it, each byte authenticated as it is read; an increment with all that it builds on. */
    void unpack(StoredBackup backup) throws IOException {
        folders.make(owner);
        if (backup.manifest().buildsOnOthers()) {
            new ChainCombining(backup, data, folders, owner, ChainCombining.tools(programs)).run(operation);
        } else {
            folders.link(owner);
            BaseUnpacking.of(backup, data, owner, operation);
        }
    }

    /**
     * Compares the files with the list that pg_basebackup made: PostgreSQL's own word on it.
     *
     * @return why they were not, as a sentence; empty when they were
     */
    Optional<String> verify() throws IOException {
        var commands = new ReplicationCommands(programs.own("pg_verifybackup"), data.getParent());
        if (!commands.canVerify()) {
            return Optional.of(
                    "The files were not compared with pg_basebackup's own list: there is no pg_verifybackup here.");
        }
        operation.phase("compare the files", 0);
        ToolProcess.run(commands.verify(data, Limits.NONE));
        return Optional.empty();
    }

    /** The folder that was made here goes again, with what is in it; one that was there is left for a look. */
    void deleteAfter(Exception failure) {
        if (made) {
            try {
                FileTree.delete(data);
                folders.delete();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
