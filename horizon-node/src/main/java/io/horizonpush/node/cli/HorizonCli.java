package io.horizonpush.node.cli;

import io.horizonpush.node.NodeException;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.data.DataDirectoryException;
import io.horizonpush.s3.model.S3Exception;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: the commands, and one line for whatever goes wrong. Confined to one thread. */
public final class HorizonCli {

  private static final Map<String, Function<Console, Object>> COMMANDS = commands();

  private final Console console;

  public HorizonCli(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.console = new Console(environment, out, err);
  }

  private static Map<String, Function<Console, Object>> commands() {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("start-server", StartServerCommand::new);
    commands.put("check-config", CheckConfigCommand::new);
    commands.put("print-config", PrintConfigCommand::new);
    commands.put("version", VersionCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("bucket", BucketCommand::new);
    commands.put("key", KeyCommand::new);
    commands.put("gc", GcCommand::new);
    commands.put("drain", DrainCommand::new);
    commands.put("verify", VerifyCommand::new);
    commands.put("backup", BackupCommand::new);
    commands.put("restore", RestoreCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  /** Runs one command and answers the process's exit code. */
  public int run(String... args) {
    CommandLine line = new CommandLine(new Root());
    // Reading a command's annotations takes time: if one is named, the others are left unread.
    Function<Console, Object> asked = args.length > 0 ? COMMANDS.get(args[0]) : null;
    Collection<Function<Console, Object>> needed =
        asked == null ? COMMANDS.values() : List.of(asked);
    needed.forEach(command -> line.addSubcommand(command.apply(console)));
    addHelp(line);
    line.setOut(new PrintWriter(console.out(), true, console.out().charset()));
    line.setErr(new PrintWriter(console.err(), true, console.err().charset()));
    line.setParameterExceptionHandler((e, arguments) -> usage(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failure(e));
    return line.execute(args);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
    command.getSubcommands().values().forEach(HorizonCli::addHelp);
  }

  private int usage(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String problem = oneLine(String.valueOf(e.getMessage()));
    console.err().println(command + ": " + problem + " (see " + command + " --help)");
    return ExitCode.USAGE;
  }

  private int failure(Exception e) {
    boolean expected =
        e instanceof CliException
            || e instanceof ConfigException
            || e instanceof DataDirectoryException
            || e instanceof NodeException
            || e instanceof S3Exception;
    String problem = expected ? String.valueOf(e.getMessage()) : "unexpected: " + e;
    console.err().println("horizon-node: " + oneLine(problem));
    return e instanceof ConfigException ? ExitCode.CONFIG : ExitCode.FAILURE;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  @Command(
      name = "horizon-node",
      description = "An edge node that speaks S3 and keeps objects in iroh.",
      synopsisSubcommandLabel = "COMMAND")
  private static final class Root implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
