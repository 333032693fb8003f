package co.zencap.backup.discovery;

import co.zencap.backup.operation.Problem;

/**
 * A database that has come or gone.
 *
 * @param target the name of its target
 * @param database its name on the server
 * @param server how targets of that server begin
 * @param gone whether it is not backed up any more
 * @param leftOut whether that is because the settings say so, and not because the server has it no more
 */
public record FoundDatabase(String target, String database, String server, boolean gone, boolean leftOut) {

    /** What people are told of it. */
    Problem problem() {
        String what = "The database " + database + " of server " + server;
        if (leftOut) {
            return new Problem(
                    what + " is left out from now on",
                    "config/targets.yaml has it in 'except', or has a target of its own for it. The backups of "
                            + target + " stay as long as their policy says.",
                    "If it should be backed up as before, take that out of config/targets.yaml.");
        }
        if (gone) {
            return new Problem(
                    what + " is gone",
                    "It is not backed up any more. Its backups stay as long as their policy says.",
                    "If it should be there: ./zencap disaster-recovery --target " + target
                            + " --plan shows how it comes back.");
        }
        return new Problem(
                what + " is backed up from now on",
                "It is new there. Its target is " + target + ".",
                "If it is not worth it, name it in 'except' of " + server + " in config/targets.yaml.");
    }
}
