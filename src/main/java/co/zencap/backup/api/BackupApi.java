package co.zencap.backup.api;

import org.apache.camel.model.rest.RestParamType;

/** Backups: their list, their copies, their holds, and what becomes of them. */
public final class BackupApi extends ApiRoutes {
    @Override
    void calls() {
        rest("/api/v1")
                .get("/backups")
                .id("list-backups")
                .description("The backups, the newest first")
                .produces(JSON)
                .param()
                .name("limit")
                .type(RestParamType.query)
                .dataType("integer")
                .description("how many, 1 to 10000")
                .required(false)
                .endParam()
                .to("direct:list-backups")
                .get("/backups/{id}")
                .id("get-backup")
                .description("One backup: what is known of it, and its manifest, its signature checked")
                .produces(JSON)
                .to("direct:get-backup")
                .post("/backups/{id}/verify")
                .id("post-verification")
                .description("Reads every copy of a backup back and checks it")
                .produces(JSON)
                .to("direct:post-verification")
                .post("/backups/{id}/restore-files")
                .id("post-file-restoration")
                .description("Brings files back: 'to' (an empty folder of the service's machine), 'paths' (patterns),"
                        + " 'fileSet', 'repository'")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-file-restoration")
                .post("/backups/{id}/hold")
                .id("post-hold")
                .description("Places a legal hold: 'reason'; the backup is not deleted before its release")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-hold")
                .post("/backups/{id}/release")
                .id("post-release")
                .description("Releases a legal hold: 'reason'")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-release")
                .get("/retention")
                .id("get-retention")
                .description("What a cleanup would keep and delete now, and why; deletes nothing")
                .produces(JSON)
                .to("direct:get-retention")
                .post("/retention/run")
                .id("post-cleanup")
                .description("Starts a cleanup: 'allowLargePurge' (true: beyond BACKUP_RETENTION_MAX_PURGE_PERCENT)")
                .consumes(JSON)
                .produces(JSON)
                .to("direct:post-cleanup")
                .post("/catalog/rebuild")
                .id("post-catalog-rebuild")
                .description("Lists what the manifests of all repositories tell, and the catalog does not know")
                .produces(JSON)
                .to("direct:post-catalog-rebuild");
        serve("list-backups", "backupResource", "list");
        serve("get-backup", "backupDetails", "get");
        serve("post-verification", "backupResource", "verify");
        serve("post-file-restoration", "backupResource", "restoreFiles");
        serve("post-hold", "retentionActions", "hold");
        serve("post-release", "retentionActions", "release");
        serve("get-retention", "retentionActions", "plan");
        serve("post-cleanup", "retentionActions", "run");
        serve("post-catalog-rebuild", "catalogResource", "rebuild");
    }
}
