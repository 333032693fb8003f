package co.zencap.backup.privilege;

import java.util.Locale;

/** What roles are for: each has only what its purpose needs. */
public enum RolePurpose {
    BACKUP(
            "POSTGRES_URL_NON_POOLING",
            "The backup role, for POSTGRES_URL_NON_POOLING: reads the database, and writes nothing."),
    CATALOG(
            "BACKUP_CATALOG_URL",
            "The catalog role, for BACKUP_CATALOG_URL: owns the schema of the history, and no more."),
    SANDBOX(
            "TEST_POSTGRES_URL",
            "The sandbox role, for TEST_POSTGRES_URL and STAGING_POSTGRES_URL, on a server that is not production's."),
    RECOVERY(
            "RECOVERY_POSTGRES_URL",
            "The recovery role, for RECOVERY_POSTGRES_URL: replaces the database. For an operator's ./zencap recover;"
                    + " the service need not know its password.");

    private final String variable;
    private final String words;

    RolePurpose(String variable, String words) {
        this.variable = variable;
        this.words = words;
    }

    /** The setting that holds its URL. */
    public String variable() {
        return variable;
    }

    String words() {
        return words;
    }

    /** Where nobody wants another name. */
    public String usualName() {
        return "zencap_" + name().toLowerCase(Locale.ROOT);
    }
}
