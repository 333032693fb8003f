package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes one full base backup of an incremental one and all that it builds on: each is unpacked into a folder beside the
 * cluster's and compared with its own list of files, and pg_combinebackup puts them together. The folders are gone at the end.
 */
final class ChainCombining {
    private final StoredBackup backup;
    private final Path data;
    private final Optional<UserPrincipal> owner;
    private final ReplicationCommands commands;

    /**
     * @param data where to; empty
     * @param owner to whom all of it belongs; empty: to us
     * @param tools with pg_combinebackup, as {@link #tools} finds them
     */
    ChainCombining(StoredBackup backup, Path data, Optional<UserPrincipal> owner, ClientTools tools) {
        this.backup = backup;
        this.data = data;
        this.owner = owner;
        this.commands = new ReplicationCommands(tools, data.getParent());
    }

    /**
     * How much room it takes while it is done: what is unpacked, and at most as much again for what is made of it.
     *
     * @return bytes
     */
    static long room(Manifest manifest) {
        long chain = manifest.base().orElseThrow().chain().stream()
                .mapToLong(Borrowed::plainBytes)
                .sum();
        return chain == 0 ? manifest.plainBytes() : 2 * (chain + manifest.plainBytes());
    }

    /**
     * Programs of the server's own version, as no other reads its files.
     *
     * @throws IOException when there is no pg_combinebackup among them
     */
    static ClientTools tools(ServerBinaries server, ClientTools client) throws IOException {
        int major = server.major();
        for (ClientTools each : List.of(client, new ClientTools(server.bin(), String.valueOf(major)))) {
            if (each.major() == major && Files.isExecutable(each.directory().resolve("pg_combinebackup"))) {
                return each;
            }
        }
        throw new IOException(
                "The base backup is an incremental one, and there is no pg_combinebackup of version " + major
                        + " in " + client.directory() + " or " + server.bin()
                        + ". HINT: install PostgreSQL's programs of that version (Debian, Ubuntu: apt-get install postgresql-"
                        + major + "), or recover from a full base backup (--base-backup).");
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
            BaseUnpacking.of(backup, last, Optional.empty(), operation);
            unpacked.add(last);
            operation.phase("compare the files of the chain", 0);
            if (commands.canVerify()) {
                for (Path each : unpacked) {
                    ToolProcess.run(commands.verify(each, Limits.NONE));
                }
            }
            operation.phase("combine", 0);
            ToolProcess.run(commands.combine(unpacked, data, Limits.NONE));
            give();
        } finally {
            FileTree.delete(folder);
        }
    }

    private void give() throws IOException {
        if (owner.isPresent()) {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : (Iterable<Path>) all::iterator) {
                    Files.setOwner(each, owner.get());
                }
            }
        }
    }
}
