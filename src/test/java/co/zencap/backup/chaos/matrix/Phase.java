package co.zencap.backup.chaos.matrix;

/** Where in the life of a backup a fault strikes: before a step of the real routes, or amid the bytes that reach it. */
enum Phase {
    LOCK("- bean: {ref: backupRuns, method: keepPacks}"),
    SNAPSHOT("- bean: {ref: databaseBackup, method: snapshot}"),
    STRUCTURE("- bean: {ref: structureWitness, method: begin}"),
    DUMP_START("- to: exec:pg_dump?"),
    STRUCTURE_AGAIN("- bean: {ref: structureWitness, method: describe}"),
    DUMP("constant: DATABASE}", "- process: {ref: meter}", 300_000),
    COMPRESS("constant: DATABASE}", "- process: {ref: compress}", 500_000),
    ENCRYPT("constant: DATABASE}", "- process: {ref: encrypt}", 1),
    LOCAL_WRITE("constant: DATABASE}", "- bean: {ref: databaseBackup, method: store}", 1),
    MANIFEST("- bean: {ref: backupRuns, method: commit}"),
    CATALOG("- bean: {ref: backupRuns, method: catalogEntries}"),
    UPLOAD("- to: direct:upload-artifact"),
    OFFSITE_MANIFEST("- bean: {ref: uploads, method: \"commit("),
    VERIFICATION("- bean:\n                  ref: verifications\n                  method: \"verify("),
    KEY_UNWRAP("- bean: {ref: databaseTest, method: fetch}"),
    TEST_RESTORE("- to: exec:pg_restore?"),
    COMPARISON("- bean: {ref: databaseTest, method: compare}"),
    RETENTION("- bean: {ref: cleanup, method: deleteManifest}");

    private final String section;
    private final String step;
    private final long bytes;

    Phase(String step) {
        this("", step, 0);
    }

    /**
     * @param section text that stands before the step, which occurs elsewhere as well
     * @param bytes that reach the step before the fault strikes
     */
    Phase(String section, String step, long bytes) {
        this.section = section;
        this.step = step;
        this.bytes = bytes;
    }

    /** How many bytes have to pass first; 0 when it is not about bytes. */
    long bytes() {
        return bytes;
    }

    /** Puts the strike into a route file that has the step; others stay as they are. */
    String into(String routes) {
        int from = routes.indexOf(section);
        int at = from < 0 ? -1 : routes.indexOf(step, from);
        if (at < 0) {
            return routes;
        }
        int line = routes.lastIndexOf('\n', at) + 1;
        String strike =
                "- bean: {beanType: " + Strike.class.getName() + ", method: " + (bytes > 0 ? "amid" : "now") + "}\n";
        return routes.substring(0, at) + strike + " ".repeat(at - line) + routes.substring(at);
    }
}
