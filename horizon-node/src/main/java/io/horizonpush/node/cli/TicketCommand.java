package io.horizonpush.node.cli;

import io.horizonpush.node.admin.ImportedBucket;
import io.horizonpush.node.admin.NewTicket;
import io.horizonpush.node.admin.RevokedTicket;
import io.horizonpush.node.admin.TicketImport;
import io.horizonpush.node.admin.TicketList;
import io.horizonpush.node.admin.TicketRequest;
import io.horizonpush.node.admin.TicketRevocation;
import io.horizonpush.node.config.DurationText;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "ticket",
    description = "Share buckets with other nodes by tickets.",
    synopsisSubcommandLabel = "COMMAND")
final class TicketCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  TicketCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "export, import, list or revoke is missing");
  }

  @Command(
      name = "export",
      description =
          "Make a ticket for a bucket and print it, once and alone: whoever has it can join.")
  int export(
      @Parameters(paramLabel = "BUCKET") String bucket,
      @Option(
              names = "--mode",
              paramLabel = "read|write",
              defaultValue = "read",
              description = "What members may do who come by it.")
          String mode,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              defaultValue = "7d",
              description = "After which it admits nobody: 7d, 12h, 90m.")
          String expires,
      @Option(
              names = "--max-uses",
              paramLabel = "NUMBER",
              description = "How many nodes it admits; they must then reach this node.")
          Optional<Integer> maxUses,
      @Option(
              names = "--for",
              paramLabel = "NODE",
              description = "The id of the only node that it admits, which status shows there.")
          Optional<String> forNode,
      @Option(
              names = "--raw",
              description =
                  "Also of a bucket before which plugins stand here: members read what is stored.")
          boolean raw,
      @Option(names = "--link", description = "Print it as a link that begins with horizon://t/.")
          boolean asLink,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    TicketRequest asked =
        new TicketRequest(
            new BucketName(bucket),
            Optional.of(mode(mode)),
            Optional.of(lifetime(expires)),
            maxUses,
            forNode,
            raw ? Optional.of(true) : Optional.empty());
    NewTicket made = node.connect(console).post("tickets", asked, NewTicket.class);
    Secret printed = asLink ? made.link() : made.ticket();
    common.show(console, made, _ -> console.line(printed.value()));
    if (made.nearOnly()) {
      console
          .err()
          .println(
              "horizon-node: the ticket works on this network only: no address in it can be reached"
                  + " from others. To change that, set iroh.advertise to a public address that"
                  + " leads to this node's UDP port, or iroh.relay on all members, and make"
                  + " another.");
    }
    return ExitCode.OK;
  }

  private MemberMode mode(String word) {
    return MemberMode.parse(word)
        .filter(mode -> mode != MemberMode.OWNER)
        .orElseThrow(() -> new ParameterException(spec.commandLine(), "--mode is read or write"));
  }

  private Duration lifetime(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  @Command(name = "import", description = "Join the bucket that a ticket is for.")
  int join(
      @Parameters(
              paramLabel = "TICKET|-",
              arity = "0..1",
              description =
                  "The ticket, or - to read it from standard input; asked for if missing.")
          Optional<String> ticket,
      @Option(
              names = "--as",
              paramLabel = "NAME",
              description = "The name that the bucket is to have here; else its own.")
          Optional<String> as,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    Optional<BucketName> name = as.map(BucketName::new);
    AdminClient client = node.connect(console);
    TicketImport asked = new TicketImport(read(ticket), name);
    common.show(
        console,
        client.post("tickets/import", asked, ImportedBucket.class),
        joined ->
            console.line(
                "Joined bucket %s, to %s.".formatted(joined.name(), EnumWords.of(joined.mode()))));
    return ExitCode.OK;
  }

  private Secret read(Optional<String> given) {
    if (given.isPresent() && !given.get().equals("-")) {
      return new Secret(given.get());
    }
    return new Secret(given.isPresent() ? console.input() : console.ask("Ticket: "));
  }

  @Command(name = "list", description = "List every ticket, without the secrets.")
  int list(@Mixin ClientOptions node, @Mixin CommonOptions common) {
    common.show(
        console,
        node.connect(console).all("tickets", TicketList.class),
        all -> all.tickets().forEach(this::print));
    return ExitCode.OK;
  }

  private void print(TicketList.Entry ticket) {
    TicketList.Limits limits = ticket.limits();
    console.line(
        "%s  %s to %s, %s, expires %s%s%s"
            .formatted(
                ticket.id(),
                ticket.bucket(),
                EnumWords.of(ticket.mode()),
                EnumWords.of(ticket.state()),
                ticket.expires(),
                limits
                    .maxUses()
                    .map(uses -> ", used %d of %d times".formatted(limits.used(), uses))
                    .orElse(""),
                limits.forNode().map(id -> ", for " + id).orElse("")));
  }

  @Command(name = "revoke", description = "Take a ticket back: it admits nobody any more.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "As list shows it.") String id,
      @Option(names = "--with-members", description = "Remove the members, too, who came by it.")
          boolean withMembers,
      @Mixin ClientOptions node,
      @Mixin CommonOptions common) {
    TicketRevocation asked = new TicketRevocation(Optional.of(withMembers));
    common.show(
        console,
        node.connect(console)
            .post("tickets/" + AdminClient.encoded(id) + "/revoke", asked, RevokedTicket.class),
        this::print);
    return ExitCode.OK;
  }

  private void print(RevokedTicket revoked) {
    console.line("Revoked %s.".formatted(revoked.id()));
    revoked.removed().forEach(member -> console.line("Removed %s.".formatted(member)));
  }
}
