package io.horizonpush.node.cli;

import io.horizonpush.iroh.share.TicketText;
import io.horizonpush.node.NodeException;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.data.DataDirectoryException;
import io.horizonpush.s3.model.S3Exception;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: the commands, and one line for whatever goes wrong. Confined to one thread. */
public final class HorizonCli {

  private static final Map<String, Function<Console, Object>> COMMANDS = commands();

  private static final OptionSpec VERSION =
      OptionSpec.builder("-V", "--version")
          .versionHelp(true)
          .description("Show the version.")
          .build();

  private final Console console;

  public HorizonCli(
      Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    this.console = new Console(environment, in, out, err);
  }

  private static Map<String, Function<Console, Object>> commands() {
    Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
    commands.put("start-server", StartServerCommand::new);
    commands.put("check-config", CheckConfigCommand::new);
    commands.put("print-config", PrintConfigCommand::new);
    commands.put("version", VersionCommand::new);
    commands.put("help", _ -> new HelpCommand());
    commands.put("status", StatusCommand::new);
    commands.put("bucket", BucketCommand::new);
    commands.put("origin", OriginCommand::new);
    commands.put("ticket", TicketCommand::new);
    commands.put("plugin", PluginCommand::new);
    commands.put("cache", CacheCommand::new);
    commands.put("transfers", TransfersCommand::new);
    commands.put("key", KeyCommand::new);
    commands.put("tls", TlsCommand::new);
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
        asked == null || args[0].equals("help") ? COMMANDS.values() : List.of(asked);
    needed.forEach(command -> line.addSubcommand(command.apply(console)));
    Optional.ofNullable(line.getSubcommands().get("bucket")).ifPresent(this::addMembers);
    Optional.ofNullable(line.getSubcommands().get("origin")).ifPresent(this::addOriginCommands);
    Optional.ofNullable(line.getSubcommands().get("plugin")).ifPresent(this::addPluginCommands);
    line.getCommandSpec().addOption(VERSION);
    addHelp(line);
    // An at sign names a file with settings, which hold no arguments.
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(console.out(), true, console.out().charset()));
    line.setErr(new PrintWriter(console.err(), true, console.err().charset()));
    boolean json = List.of(args).contains(CommonOptions.JSON);
    line.setParameterExceptionHandler((e, arguments) -> usage(e, json));
    line.setExecutionExceptionHandler((e, command, parsed) -> failure(e, json));
    return line.execute(args);
  }

  private void addOriginCommands(CommandLine origin) {
    origin.addSubcommand(new OriginAddCommand(console));
    origin.addSubcommand(new OriginImportCommand(console));
    origin.addSubcommand(new OriginMoveCommand(console));
  }

  private void addPluginCommands(CommandLine plugin) {
    plugin.addSubcommand(new PluginKitCommands.New(console));
    plugin.addSubcommand(new PluginKitCommands.Build(console));
    plugin.addSubcommand(new PluginTrialCommands.Test(console));
    plugin.addSubcommand(new PluginTrialCommands.Lint(console));
    plugin.addSubcommand(new PluginTrialCommands.Bench(console));
    plugin.addSubcommand(new PluginInstallCommand(console));
    plugin.addSubcommand(new PluginLogsCommand(console));
  }

  private void addMembers(CommandLine bucket) {
    bucket.addSubcommand(new MembersCommand.Of(console));
    bucket.addSubcommand(new MembersCommand.Leave(console));
    bucket.addSubcommand(new HomeCommand(console));
    bucket.addSubcommand(new BucketOriginsCommand(console));
  }

  private static void addHelp(CommandLine command) {
    if (command.getCommandSpec().findOption("--help") == null) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
    }
    command.getSubcommands().values().forEach(HorizonCli::addHelp);
  }

  private int usage(ParameterException e, boolean json) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String problem = oneLine(String.valueOf(e.getMessage()));
    return failed(command, problem + " (see " + command + " --help)", ExitCode.USAGE, json);
  }

  private int failure(Exception e, boolean json) {
    boolean expected =
        e instanceof CliException
            || e instanceof ConfigException
            || e instanceof DataDirectoryException
            || e instanceof NodeException
            || e instanceof S3Exception;
    String problem = expected ? String.valueOf(e.getMessage()) : "unexpected: " + e;
    String before = e instanceof CliException failed ? failed.before() : "";
    if (json) {
      return failed("horizon-node", oneLine(before + "\n" + problem), code(e), true);
    }
    TicketText.masked(before).lines().forEach(console.err()::println);
    return failed("horizon-node", oneLine(problem), code(e), false);
  }

  private static int code(Exception e) {
    return switch (e) {
      case ConfigException _ -> ExitCode.CONFIG;
      case CliException failed -> failed.exitCode();
      default -> ExitCode.FAILURE;
    };
  }

  /**
   * Says on standard error what is wrong, so that what goes on through a pipe are results alone.
   */
  private int failed(String command, String problem, int code, boolean json) {
    console
        .err()
        .println(json ? AdminJson.write(new Failure(problem, code)) : command + ": " + problem);
    return code;
  }

  private record Failure(String error, int exitCode) {}

  /** What is wrong with a command line may be what was mistaken for a part of it: no ticket. */
  private static String oneLine(String text) {
    return TicketText.masked(text).strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  @Command(
      name = "horizon-node",
      description = "An edge node that speaks S3 and keeps objects in iroh.",
      versionProvider = VersionCommand.Line.class,
      synopsisSubcommandLabel = "COMMAND")
  private static final class Root implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
