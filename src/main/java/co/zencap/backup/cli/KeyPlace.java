package co.zencap.backup.cli;

import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.rotation.KeyRotation;
import co.zencap.backup.rotation.RotationRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The repository whose keys are changed or looked at: the service's, or one that is named, without any service. */
final class KeyPlace {
    @Option(
            names = "--repository",
            paramLabel = "PLACE",
            description =
                    "s3://bucket/prefix or a folder; without the service, which must not run with the old key then.")
    private Optional<String> place = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "With --repository: a file with the key of before, or several; else BACKUP_ENCRYPTION_KEY.")
    private Optional<Path> keyFile = Optional.empty();

    boolean isNamed() {
        return place.isPresent();
    }

    /** The keys that are there, the one in force first. */
    MasterKey keys(Surroundings surroundings) throws Exception {
        return GivenKey.of(keyFile, surroundings)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no key. HINT: name a file with --key-file, or set BACKUP_ENCRYPTION_KEY."));
    }

    void requireUnused() {
        if (keyFile.isPresent()) {
            throw new IllegalArgumentException("--key-file goes with --repository: the service has its keys from its"
                    + " settings. HINT: ./zencap key rotate --help shows how.");
        }
    }

    /** Does it in this process, and shows how far it is. */
    int run(Surroundings surroundings, MasterKey key, boolean dryRun, RotationView view) throws Exception {
        RunningOperation operation =
                new Operations(surroundings.clock(), o -> {}).begin(Kind.KEY_ROTATION, "repository", null);
        try (RepositoryPlace opened = RepositoryPlace.openToStore(
                place.orElseThrow(), surroundings.variables(), Path.of("").toAbsolutePath(), surroundings.clock())) {
            var rotation = new KeyRotation(List.of(opened.repository()), key);
            return new WatchedWork(surroundings, operation).run(() -> {
                try (var run = new RotationRun(rotation, key, operation, dryRun, () -> {})) {
                    while (run.isUnfinished()) {
                        run.pass();
                    }
                    run.requireProof();
                }
                return () -> view.show(operation.snapshot());
            });
        }
    }

    /** Has the service do it. */
    int run(Surroundings surroundings, boolean dryRun, RotationView view)
            throws ApiFailure, InterruptedException, JsonProcessingException {
        requireUnused();
        var api = surroundings.api();
        Operation ended = surroundings.toTheEnd(api.rotateKeys(dryRun), api::operation);
        return view.show(ended);
    }
}
