package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What concerns the catalog; its subcommand does the work. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Sees to the catalog, the index of all backups.",
        subcommands = {CatalogRebuildCommand.class, HelpCommand.class})
final class CatalogCommand {}
