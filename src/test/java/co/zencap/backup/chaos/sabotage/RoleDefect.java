package co.zencap.backup.chaos.sabotage;

/** What may be wrong with roles, owners and rights, where a test makes roles: in a server of its own. */
enum RoleDefect {
    MISSING_ROLE("DROP OWNED BY clerk_sabotage; DROP ROLE clerk_sabotage", "Role of clerk_sabotage is missing."),
    ROLE_WITH_MORE_RIGHTS("ALTER ROLE clerk_sabotage CREATEDB", "Role of clerk_sabotage is not as it was."),
    ROLE_OUT_OF_ITS_GROUP("REVOKE owner_sabotage FROM clerk_sabotage", "Role of clerk_sabotage is not as it was."),
    ROLE_THAT_ADMITS_OTHERS(
            "GRANT owner_sabotage TO clerk_sabotage WITH ADMIN OPTION", "Role of clerk_sabotage is not as it was."),
    OTHER_OWNER("ALTER TABLE app.customers OWNER TO postgres", "Owner of table app.customers is not as it was."),
    MISSING_GRANT(
            "REVOKE SELECT ON app.customers FROM clerk_sabotage",
            "Privileges of table app.customers is not as it was."),
    RIGHT_FOR_EVERYBODY(
            "GRANT SELECT ON app.customers TO public", "Privileges of table app.customers is not as it was.");

    /** What the hard cases' roles have beside their own. */
    static final String MADE_FIRST = "GRANT owner_sabotage TO clerk_sabotage";

    private final String sql;
    private final String words;

    RoleDefect(String sql, String words) {
        this.sql = sql;
        this.words = words;
    }

    String sql() {
        return sql;
    }

    /** By which the test names it. */
    String words() {
        return words;
    }
}
