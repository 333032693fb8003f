package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.Disk;
import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes one full base backup of an incremental one and all that it builds on: each is unpacked into a folder beside the
 * cluster's and compared with its own list of files, and pg_combinebackup puts them together. The folders are gone at the end.
 */
final class ChainCombining {
    private static final String COMBINE = "pg_combinebackup";

    private final StoredBackup backup;
    private final Path data;
    private final Optional<FileOwner> owner;
    private final TablespaceFolders tablespaces;
    private final ReplicationCommands commands;

    /**
     * @param data where to; empty
     * @param tablespaces where those of the result come to lie; empty
     * @param owner to whom all of it belongs; empty: to us
     * @param tools with pg_combinebackup, as {@link #tools} finds them
     */
    ChainCombining(
            StoredBackup backup,
            Path data,
            TablespaceFolders tablespaces,
            Optional<FileOwner> owner,
            ClientTools tools) {
        this.backup = backup;
        this.data = data;
        this.tablespaces = tablespaces;
        this.owner = owner;
        this.commands = new ReplicationCommands(tools, data.getParent());
    }

    /**
     * How much room it takes while it is done: what is unpacked, and at most as much again for what is made of it.
     *
     * @return bytes
     */
    static long room(Manifest manifest) {
        return manifest.buildsOnOthers() ? 2 * unpacked(manifest) : unpacked(manifest);
    }

    private static long unpacked(Manifest manifest) {
        return manifest.plainBytes()
                + manifest.base().orElseThrow().chain().stream()
                        .mapToLong(Borrowed::plainBytes)
                        .sum();
    }

    /**
     * Requires room for a recovery into a folder, there and for what lies beside it meanwhile.
     *
     * @param tablespaces where they will lie. How much of a chain comes there is not known before it is there
     */
    static void requireRoom(Manifest manifest, Path data, TablespaceFolders tablespaces) throws IOException {
        if (!manifest.buildsOnOthers()) {
            tablespaces.requireRoom(room(manifest));
        } else if (isOneDisk(data)) {
            TablespaceFolders.requireRoom(data, room(manifest));
        } else {
            TablespaceFolders.requireRoom(data, unpacked(manifest));
            TablespaceFolders.requireRoom(data.getParent(), unpacked(manifest));
        }
    }

    /** An empty folder to recover into may be a disk of its own. */
    private static boolean isOneDisk(Path data) throws IOException {
        return Disk.of(data).equals(Disk.of(data.getParent()));
    }

    /**
     * Programs of the server's own version, as no other reads its files.
     *
     * @throws IOException when there is no pg_combinebackup among them
     */
    static ClientTools tools(RecoveryPrograms programs) throws IOException {
        int major = programs.server().major();
        ClientTools tools = programs.own(COMBINE);
        if (tools.major() != major || !Files.isExecutable(tools.directory().resolve(COMBINE))) {
            throw new IOException("The base backup is an incremental one, and there is no " + COMBINE + " of version "
                    + major + " in " + programs.server().bin() + " or "
                    + programs.client().directory()
                    + ". HINT: install PostgreSQL's programs of that version (Debian, Ubuntu: apt-get install postgresql-"
                    + major + "), or recover from a full base backup (--base-backup).");
        }
        return tools;
    }

    /** @throws IOException when anything of it was changed or is missing; what was written is then worthless */
    void run(RunningOperation operation) throws IOException {
        Manifest manifest = backup.manifest();
        Path folder = data.resolveSibling(data.getFileName() + ".chain");
        FileTree.delete(folder); // of an earlier attempt that was cut off
        try {
            Files.createDirectory(folder, Private.FOLDER);
            var unpacked = new ArrayList<Path>();
            List<Borrowed> chain = manifest.base().orElseThrow().chain();
            for (Borrowed each : chain) {
                Path place = Files.createDirectory(folder.resolve(String.valueOf(unpacked.size())), Private.FOLDER);
                operation.phase("unpack " + each.backupId(), each.storedBytes());
                try (MeasuredInputStream stored = backup.openStored(each, operation::progress);
                        InputStream plain = backup.plaintext(each, stored)) {
                    new BaseUnpacking(each.backupId(), place, Optional.empty()).run(plain);
                }
                unpacked.add(place);
            }
            Path last = Files.createDirectory(folder.resolve(String.valueOf(unpacked.size())), Private.FOLDER);
            // Those of the older ones are found in their folders; where those of the last lie the result's are put by.
            TablespaceFolders from =
                    TablespaceFolders.choose(manifest.base().orElseThrow().tablespaces(), last, Map.of());
            from.make(Optional.empty());
            from.link(Optional.empty());
            BaseUnpacking.of(backup, last, Optional.empty(), operation);
            unpacked.add(last);
            operation.phase("compare the files of the chain", 0);
            if (commands.canVerify()) {
                for (Path each : unpacked) {
                    ToolProcess.run(commands.verify(each, Limits.NONE));
                }
            }
            operation.phase("combine", 0);
            var moves = new HashMap<Path, Path>();
            from.all()
                    .forEach((each, place) -> moves.put(place, tablespaces.all().get(each)));
            boolean links = isOneDisk(data) && tablespaces.areOnItsDisk();
            ToolProcess.run(commands.combine(unpacked, data, moves, links, Limits.NONE));
            give();
        } finally {
            FileTree.delete(folder);
        }
    }

    private void give() throws IOException {
        if (owner.isPresent()) {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : (Iterable<Path>) all::iterator) {
                    TablespaceFolders.give(each, owner);
                }
            }
            tablespaces.giveAll(owner);
        }
    }
}
