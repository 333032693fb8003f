package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Groups what is done with the audit trail. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        description =
                "Shows who did what, from where and with what outcome, and whether that is still what was written.",
        subcommands = {ListAuditCommand.class, VerifyAuditCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./zencap audit list                                    the latest entries",
            "  ./zencap audit list --actor anna --since 2026-11-01    what anna's key was used for this month",
            "  ./zencap audit list --outcome refused                  what was not allowed",
            "  ./zencap audit verify                                  whether an entry was changed, removed or inserted",
            "  ./zencap audit verify --repository s3://bucket/prefix  from what was exported, without service and catalog"
        })
final class AuditCommand {}
