package co.zencap.backup.runtime;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import org.awaitility.Awaitility;

/** A month of a service's life, as its catalog tells it. */
final class DashboardPast {
    private DashboardPast() {}

    /** Backups, tests and samples of a target, day by day. */
    static void write(PostgresUrl catalog, String target) {
        Awaitility.await().ignoreExceptions().until(() -> Databases.query(catalog, "SELECT id FROM zencap.backup_list")
                .isEmpty());
        Databases.execute(
                catalog,
                """
                INSERT INTO zencap.backups (id, target, kind, operation_id, created_at, snapshot_time, plain_bytes,
                                            stored_bytes, encrypted, manifest)
                SELECT to_char(day, 'YYYYMMDD"T"HH24MISS"Z"') || '-' || lpad(to_hex(n), 6, '0'), '%1$s', 'database',
                       'past-' || n, day, day, 4200000000 - n * 31000000, 900000000 - n * 7000000, true, '{}'
                FROM (SELECT n, date_trunc('hour', now()) - n * interval '1 day' AS day
                      FROM generate_series(1, 30) n) days"""
                        .formatted(target),
                """
                INSERT INTO zencap.backup_copies (backup_id, repository, state, stored_at, next_attempt_at)
                SELECT id, 'local', 'stored', created_at, created_at FROM zencap.backups""",
                """
                INSERT INTO zencap.backup_verifications (id, operation_id, backup_id, repository, outcome, started_at,
                                                         ended_at, checks)
                SELECT 'v' || id, operation_id, id, 'local', 'passed', created_at, created_at, '[]'
                FROM zencap.backups""",
                """
                INSERT INTO zencap.backup_operations (id, kind, target, backup_id, state, phase, started_at, ended_at)
                SELECT 'past-' || n, 'backup', '%1$s', b.id, 'succeeded', 'done', b.created_at,
                       b.created_at + (200 + n * n %% 37) * interval '1 second'
                FROM generate_series(1, 30) n JOIN zencap.backups b ON b.operation_id = 'past-' || n"""
                        .formatted(target),
                """
                INSERT INTO zencap.backup_storage_samples (service, at, repository, target, storage_class, objects, bytes)
                SELECT '%1$s', now() - n * interval '1 day', repository, '%1$s', class, 90 - n,
                       (40 - n) * 1000000000::bigint * factor
                FROM generate_series(1, 30) n,
                     (VALUES ('local', 'LOCAL', 1), ('s3', 'STANDARD', 2)) AS r (repository, class, factor)"""
                        .formatted(target));
        failedOperation(catalog, target, "No space left on device");
    }

    static void failedOperation(PostgresUrl catalog, String target, String detail) {
        Databases.execute(
                catalog,
                """
                INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at, problem)
                SELECT gen_random_uuid()::text, 'backup', t, 'failed', 'dump', now() - interval '5 minutes',
                       now() - interval '4 minutes',
                       jsonb_build_object('title', 'The backup failed', 'detail', d, 'hint', 'Free space on the disk.')
                FROM (VALUES ('%s', '%s')) AS v (t, d)"""
                        .formatted(target, detail));
    }

    /** An open alert. */
    static void alert(
            PostgresUrl catalog, String service, String id, String level, String title, String detail, String hint) {
        Databases.execute(
                catalog,
                """
                INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, at, seen_at, last_sighting, level,
                                                             component, target, title, detail, hint, over_by)
                VALUES ('%1$s', '%2$s', '%1$s', now(), now(), '%1$s', '%3$s', 'storage', '%2$s', '%4$s', '%5$s', '%6$s',
                        'quiet')"""
                        .formatted(id, service, level, title, detail, hint));
    }
}
