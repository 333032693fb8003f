package co.zencap.backup.backup;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One stored object of a backup.
 *
 * @param name its name beside the manifest, e.g. {@code database.dump.zst.enc}
 * @param role what it holds
 * @param plainBytes size before compression and encryption
 * @param storedBytes size as stored
 * @param sha256 of the stored bytes, 64 hexadecimal digits
 */
public record Artifact(String name, Role role, long plainBytes, long storedBytes, String sha256) {

    /** What an artifact holds. */
    public enum Role {
        /** pg_dump's custom-format archive. */
        @JsonProperty("database")
        DATABASE("database.dump"),
        /** A tar file of all of a cluster's files, as pg_basebackup makes it, with the list of them. */
        @JsonProperty("base")
        BASE("base.tar"),
        /** PostgreSQL's own list of a base backup's files, on which an incremental one can build. */
        @JsonProperty("baseList")
        BASE_LIST("backup_manifest"),
        /** SQL of roles and tablespaces. */
        @JsonProperty("globals")
        GLOBALS("globals.sql"),
        /** What the database is made of beside rows, one line of JSON for each object. */
        @JsonProperty("structure")
        STRUCTURE("structure.jsonl"),
        /** A tar file of pieces of files. */
        @JsonProperty("pack")
        PACK("%s-%04d.tar"),
        /** The list of a file set's paths, one line of JSON each. */
        @JsonProperty("index")
        INDEX("%s.index.jsonl");

        private final String stem;

        Role(String stem) {
            this.stem = stem;
        }

        /**
         * The artifact's name; it tells the filters in the order in which they were applied.
         *
         * @param details of a pack its file set and number, of an index its file set
         */
        public String artifactName(boolean encrypted, Object... details) {
            return String.format(stem, details) + ".zst" + (encrypted ? ".enc" : "");
        }
    }
}
