package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Groups what is done with keys. */
@Command(
        name = "api-key",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        description =
                "Makes, lists and revokes keys of the API and the dashboard, each with a role. Needs a key of the role admin.",
        subcommands = {CreateApiKeyCommand.class, ListApiKeysCommand.class, RevokeApiKeyCommand.class, HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Roles, each of which may do what those before it may:",
            "  viewer    sees everything but the keys, and changes nothing",
            "  operator  has backups, verifications and tests made, places holds, sees to alerts",
            "  recovery  puts data back: recoveries, their undoing, restored files",
            "  admin     changes settings, lets things be deleted, releases holds, makes keys, uses Hawtio",
            "",
            "Whoever gets a key sets BACKUP_API_KEY to it, or signs in to the dashboard with it. ADMIN_API_KEY stays what it is:",
            "it opens everything, also while the catalog, which keeps all other keys, is away. Examples:",
            "  ./zencap api-key create anna --role operator",
            "  ./zencap api-key create grafana --role viewer --expires 90d",
            "  ./zencap api-key list",
            "  ./zencap api-key revoke anna"
        })
final class ApiKeyCommand {}
