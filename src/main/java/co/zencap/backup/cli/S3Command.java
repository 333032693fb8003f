package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What concerns the bucket; its subcommands do the work. */
@Command(
        name = "s3",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Sees to the bucket of the off-site repository.",
        subcommands = {S3SetupCommand.class, HelpCommand.class})
final class S3Command {}
