package co.zencap.backup.chaos.matrix;

import static co.zencap.backup.chaos.matrix.Phase.CATALOG;
import static co.zencap.backup.chaos.matrix.Phase.COMPARISON;
import static co.zencap.backup.chaos.matrix.Phase.COMPRESS;
import static co.zencap.backup.chaos.matrix.Phase.DUMP;
import static co.zencap.backup.chaos.matrix.Phase.DUMP_START;
import static co.zencap.backup.chaos.matrix.Phase.KEY_UNWRAP;
import static co.zencap.backup.chaos.matrix.Phase.LOCAL_WRITE;
import static co.zencap.backup.chaos.matrix.Phase.LOCK;
import static co.zencap.backup.chaos.matrix.Phase.MANIFEST;
import static co.zencap.backup.chaos.matrix.Phase.OFFSITE_MANIFEST;
import static co.zencap.backup.chaos.matrix.Phase.RETENTION;
import static co.zencap.backup.chaos.matrix.Phase.SNAPSHOT;
import static co.zencap.backup.chaos.matrix.Phase.STRUCTURE;
import static co.zencap.backup.chaos.matrix.Phase.STRUCTURE_AGAIN;
import static co.zencap.backup.chaos.matrix.Phase.TEST_RESTORE;
import static co.zencap.backup.chaos.matrix.Phase.UPLOAD;
import static co.zencap.backup.chaos.matrix.Phase.VERIFICATION;

import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyLink.State;
import java.time.Duration;
import java.util.Set;

/** What goes wrong, and in which phases that makes sense. */
enum Mishap {
    /** Strikes in a process of its own: see {@link Victim}. */
    SERVICE_KILLED(scene -> {}, Set.of(Phase.values())),

    PG_DUMP_KILLED(Scene::killTools, Set.of(DUMP, COMPRESS, LOCAL_WRITE)),
    POSTGRES_KILLED(
            Scene::killServer,
            Set.of(LOCK, SNAPSHOT, STRUCTURE, DUMP_START, STRUCTURE_AGAIN, DUMP, COMPRESS, LOCAL_WRITE, MANIFEST)),

    DISK_FULL(Scene::fillDisk, Set.of(LOCK, DUMP, LOCAL_WRITE, MANIFEST, CATALOG, KEY_UNWRAP)),
    DISK_READ_ONLY(Scene::lockDisk, Set.of(LOCK, MANIFEST, KEY_UNWRAP, RETENTION)),

    SOURCE_HANGS(
            scene -> scene.sourceLink().become(State.HANGS),
            Set.of(LOCK, SNAPSHOT, STRUCTURE, DUMP_START, STRUCTURE_AGAIN, DUMP, LOCAL_WRITE)),
    SOURCE_RESETS(
            scene -> scene.sourceLink().become(State.RESETS),
            Set.of(LOCK, SNAPSHOT, STRUCTURE, DUMP_START, STRUCTURE_AGAIN, DUMP, LOCAL_WRITE)),
    SOURCE_CRAWLS(scene -> scene.sourceLink().become(State.CRAWLS), Set.of(SNAPSHOT, STRUCTURE, STRUCTURE_AGAIN, DUMP)),
    CONNECTIONS_EXHAUSTED(Scene::exhaustConnections, Set.of(LOCK, SNAPSHOT, DUMP_START, LOCAL_WRITE)),
    TABLE_LOCKED(Scene::lockTable, Set.of(SNAPSHOT, STRUCTURE, DUMP_START)),
    TABLE_DROPPED(Scene::dropTable, Set.of(SNAPSHOT, STRUCTURE, DUMP_START, STRUCTURE_AGAIN, DUMP)),

    CATALOG_RESETS(
            scene -> scene.catalogLink().become(State.RESETS),
            Set.of(LOCK, DUMP, MANIFEST, CATALOG, UPLOAD, VERIFICATION, KEY_UNWRAP, COMPARISON, RETENTION)),
    CATALOG_HANGS(
            scene -> scene.catalogLink().become(State.HANGS), Set.of(LOCK, CATALOG, UPLOAD, VERIFICATION, RETENTION)),

    CATALOG_POOL_TAKEN(
            Scene::takeCatalogConnections,
            Set.of(LOCK, DUMP, MANIFEST, CATALOG, UPLOAD, VERIFICATION, KEY_UNWRAP, COMPARISON, RETENTION)),

    /** In a JVM of its own: see {@link NameService}. */
    NAMES_GONE(
            scene -> NameService.forget(),
            Set.of(LOCK, SNAPSHOT, MANIFEST, UPLOAD, OFFSITE_MANIFEST, VERIFICATION, KEY_UNWRAP, RETENTION)),

    S3_ERROR(scene -> scene.spoilS3(new Fault.Status(500, "InternalError")), Sets.S3),
    S3_SLOW_DOWN(scene -> scene.spoilS3(2, new Fault.Status(503, "SlowDown")), Sets.S3),
    S3_FORBIDDEN(scene -> scene.spoilS3(new Fault.Status(403, "AccessDenied")), Sets.S3),
    S3_TOKEN_EXPIRED(scene -> scene.spoilS3(new Fault.Status(400, "ExpiredToken")), Sets.S3),
    S3_RESETS(scene -> scene.spoilS3(new Fault.Reset()), Sets.S3),
    S3_HANGS_ONCE(scene -> scene.spoilS3(1, new Fault.Hang()), Sets.S3),
    S3_LOSES_AN_ANSWER(scene -> scene.spoilS3(1, new Fault.LoseAnswer()), Sets.S3),
    S3_SWALLOWS(scene -> scene.spoilS3(new Fault.Swallow()), Set.of(UPLOAD, OFFSITE_MANIFEST)),
    S3_TRUNCATES(scene -> scene.spoilS3(new Fault.Truncate(20)), Set.of(VERIFICATION)),
    S3_CORRUPTS(scene -> scene.spoilS3(new Fault.Corrupt(10)), Set.of(VERIFICATION)),

    CLOCK_JUMPS_AHEAD(
            scene -> scene.clock().jump(Duration.ofHours(1)),
            Set.of(LOCK, DUMP, MANIFEST, CATALOG, UPLOAD, VERIFICATION, RETENTION)),
    CLOCK_JUMPS_BACK(
            scene -> scene.clock().jump(Duration.ofHours(-1)),
            Set.of(LOCK, DUMP, MANIFEST, CATALOG, UPLOAD, VERIFICATION, RETENTION)),

    SECOND_SERVICE(Scene::startSecondService, Set.of(LOCK, DUMP, MANIFEST, UPLOAD, TEST_RESTORE, RETENTION));

    /** What a mishap does to the scene. */
    interface Blow {
        void strike(Scene scene) throws Exception;
    }

    private final Blow blow;
    private final Set<Phase> phases;

    Mishap(Blow blow, Set<Phase> phases) {
        this.blow = blow;
        this.phases = phases;
    }

    boolean makesSenseAt(Phase phase) {
        return phases.contains(phase);
    }

    void strike(Scene scene) throws Exception {
        blow.strike(scene);
    }

    boolean needsDisk() {
        return this == DISK_FULL || this == DISK_READ_ONLY;
    }

    boolean needsNameService() {
        return this == NAMES_GONE;
    }

    boolean needsServer() {
        return this == POSTGRES_KILLED;
    }

    private static final class Sets {
        private static final Set<Phase> S3 = Set.of(UPLOAD, OFFSITE_MANIFEST, VERIFICATION, RETENTION);
    }
}
