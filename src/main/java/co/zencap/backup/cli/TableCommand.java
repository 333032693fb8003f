package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What brings tables and rows back; its subcommands do the work. */
@Command(
        name = "table",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Brings tables or rows back.",
            "A table of a backup is restored beside the live one, compared with it row by row, and chosen rows are copied back.",
            "Nothing but copy-back writes to a live table, and that is one transaction."
        },
        subcommands = {
            TableRestoreCommand.class,
            TableListCommand.class,
            TableDiffCommand.class,
            TableCopyBackCommand.class,
            TableDropCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Names: orders, or public.orders, as they are, case included; with dots or quotes in them like in SQL, as in",
            "'\"my.schema\".\"a\"\"b\"'.",
            "",
            "Examples:",
            "  ./zencap table restore public.orders --at 2026-11-26T03:00:00Z --wait",
            "  ./zencap table list                                        restored_20261126_0300 ...",
            "  ./zencap table diff restored_20261126_0300 orders          which rows are missing, changed, unexpected",
            "  ./zencap table copy-back restored_20261126_0300 orders --rows missing --plan",
            "  ./zencap table copy-back restored_20261126_0300 orders --rows missing --confirm shop --wait",
            "  ./zencap table drop restored_20261126_0300"
        })
final class TableCommand {}
