package co.zencap.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What others have to give this program; its subcommands print it. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        versionProvider = Zencap.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Prints what to give this program, and no more than it needs; carries nothing out.",
        subcommands = {SetupRolesCommand.class, SetupPoliciesCommand.class, HelpCommand.class})
final class SetupCommand {}
