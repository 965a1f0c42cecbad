// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: all commands, and what their failures look like. */
@Command(
        name = "penstock",
        description = "Runs dataflow jobs on a cluster of nodes. Try: penstock demo",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            NodeCommand.class,
            RunCommand.class,
            SubmitCommand.class,
            ListCommand.class,
            StatusCommand.class,
            CancelCommand.class,
            SavepointCommand.class,
            RescaleCommand.class,
            InfoCommand.class,
            AccessCommand.class,
            CompletionCommand.class,
            WarmUpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done; where a job is followed, it finished.",
            "1:The cluster refused, or the job failed or was canceled.",
            "2:Wrong usage or configuration; nothing was started.",
            "3:No cluster answers at the address given.",
            "70:A mistake in Penstock itself."
        })
final class Cli implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and the JVM's side of errors.")
    private boolean verbose;

    /** Runs one command in this JVM; returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        return commandLine(out, err).execute(args);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine commands = new CommandLine(new Cli())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Cli::explainUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
        // Whatever stands behind the jar belongs to the program, dashes or not.
        for (String name : List.of("submit", "run")) {
            Objects.requireNonNull(commands.getSubcommands().get(name), name).setStopAtPositional(true);
        }
        return commands;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int explainUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("penstock: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine command) {
        return Failures.explain(failure, command.getErr(), isVerbose(command));
    }

    private static boolean isVerbose(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) root = root.getParent();
        Cli main = root.getCommand();
        return main.verbose;
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Cli.class.getPackage().getImplementationVersion();
            String java = Runtime.version().toString();
            return new String[] {"penstock " + (version == null ? "(from classes)" : version) + " on Java " + java};
        }
    }
}
