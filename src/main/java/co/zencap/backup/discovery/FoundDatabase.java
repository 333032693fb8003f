package co.zencap.backup.discovery;

/**
 * A database that has come or gone.
 *
 * @param target the name of its target
 * @param database its name on the server
 * @param server how targets of that server begin
 * @param gone whether it has gone
 */
public record FoundDatabase(String target, String database, String server, boolean gone) {}
