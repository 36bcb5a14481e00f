package io.horizonpush.node.cli;

import io.horizonpush.node.admin.LeaveRequest;
import io.horizonpush.node.admin.LeftBucket;
import io.horizonpush.node.admin.MemberChange;
import io.horizonpush.node.admin.MemberList;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands of a bucket that are about who has it. */
final class MembersCommand {

  private MembersCommand() {}

  private static String path(String bucket, String what) {
    return "buckets/" + new BucketName(bucket) + "/" + what;
  }

  @Command(name = "members", description = "List the nodes that have a bucket, or change one.")
  static final class Of implements Callable<Integer> {

    private final Console console;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "BUCKET")
    private String bucket = "";

    @Option(names = "--remove", paramLabel = "NODE", description = "Remove a member, by its id.")
    private Optional<String> remove = Optional.empty();

    @Option(
        names = "--mode",
        paramLabel = "NODE=read|write|owner",
        description = "Say what a member may do from now on.")
    private Optional<String> mode = Optional.empty();

    @Mixin private final ClientOptions node = new ClientOptions();
    @Mixin private final CommonOptions common = new CommonOptions();

    Of(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      String path = path(bucket, "members");
      Optional<MemberChange> change = change();
      AdminClient client = node.connect(console);
      MemberList members =
          change.isPresent()
              ? client.rest(
                  path, client.patch(path, change.get(), MemberList.class), MemberList.class)
              : client.all(path, MemberList.class);
      common.show(console, members, all -> all.members().forEach(this::print));
      return ExitCode.OK;
    }

    private Optional<MemberChange> change() {
      if (remove.isPresent() && mode.isPresent()) {
        throw new ParameterException(spec.commandLine(), "give either --remove or --mode");
      }
      return remove
          .map(id -> new MemberChange(id, Optional.empty()))
          .or(() -> mode.map(this::parse));
    }

    private MemberChange parse(String text) {
      int at = text.indexOf('=');
      Optional<MemberMode> word = MemberMode.parse(text.substring(at + 1));
      if (at < 0 || word.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--mode is NODE=read, NODE=write or NODE=owner");
      }
      return new MemberChange(text.substring(0, at), word);
    }

    private void print(MemberList.Entry member) {
      console.line(
          "%s  %s%s%s%s%s"
              .formatted(
                  member.node(),
                  EnumWords.of(member.mode()),
                  member.here() ? ", this node" : "",
                  member.name().map(name -> ", " + name).orElse(""),
                  member.addresses().isEmpty()
                      ? ""
                      : ", at " + String.join(" ", member.addresses()),
                  member.ticket().map(ticket -> ", by ticket " + ticket).orElse("")));
      member.sync().ifPresent(sync -> PeerLines.of(sync).forEach(console::line));
    }
  }

  @Command(
      name = "leave",
      description = "Remove a shared bucket from this node; the other members keep it.")
  static final class Leave implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "BUCKET")
    private String bucket = "";

    @Option(names = "--force", description = "Lose what no other member is known to have.")
    private boolean force;

    @Mixin private final ClientOptions node = new ClientOptions();
    @Mixin private final CommonOptions common = new CommonOptions();

    Leave(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      LeaveRequest asked = new LeaveRequest(Optional.of(force));
      common.show(
          console,
          node.connect(console).post(path(bucket, "leave"), asked, LeftBucket.class),
          left -> console.line(text(left)));
      return ExitCode.OK;
    }

    private static String text(LeftBucket left) {
      return left.told() > 0
          ? "Left bucket %s.".formatted(left.name())
          : "Left bucket %s. No other member could be told: they count this node as a member until an owner removes it (bucket members %s --remove NODE)."
              .formatted(left.name(), left.name());
    }
  }
}
