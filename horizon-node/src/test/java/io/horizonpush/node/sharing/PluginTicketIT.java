package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.plugins.ExamplePlugins;
import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that another node installs by a ticket. */
class PluginTicketIT {

  private static final int EXPIRED = 15;
  private static final int REVOKED = 16;
  private static final int USED_UP = 17;
  private static final int OTHER_KIND = 14;
  private static final int OWN = 21;
  private static final int UNREACHABLE = 23;

  @TempDir private Path folder;
  private NodeUnderTest one;
  private NodeUnderTest two;

  @BeforeEach
  void start() {
    one = NodeUnderTest.start(folder.resolve("one"));
    two = NodeUnderTest.start(folder.resolve("two"));
    one.run("plugin", "install", ExamplePlugins.file("redact").toString());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private static int install(NodeUnderTest node, String ticket) {
    Commands.Result result = node.commandWith(ticket, "plugin", "install", "-");
    assertThat(result.toString()).doesNotContain(ticket.strip());
    return result.exitCode();
  }

  private String share(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "plugin";
    arguments[1] = "share";
    arguments[2] = "redact";
    System.arraycopy(more, 0, arguments, 3, more.length);
    return one.run(arguments);
  }

  @Test
  void aTicket_givesTheVeryFile_andNothingElse() {
    String ticket = share();

    assertThat(install(two, ticket)).isZero();

    String digest = "/versions/0/digest";
    assertThat(Json.read(two.run("plugin", "show", "redact", "--json")).at(digest))
        .isEqualTo(Json.read(one.run("plugin", "show", "redact", "--json")).at(digest));
    assertThat(two.run("bucket", "list", "--json")).contains("\"buckets\":[]");
    assertThat(one.run("plugin", "show", "redact")).contains("used 1");
    assertThat(install(one, ticket)).isEqualTo(OWN);
    Commands.Result asBucket = two.commandWith(ticket, "ticket", "import", "-");
    assertThat(asBucket.exitCode()).isEqualTo(OTHER_KIND);
    assertThat(asBucket.err()).contains("plugin install");
  }

  @Test
  void aTicket_whoseUsesAreOver_isGoodForWhoHadItAndForNobodyElse() {
    String ticket = share("--max-uses", "1");

    assertThat(install(two, ticket)).isZero();
    assertThat(install(two, ticket)).isZero();
    try (NodeUnderTest three = NodeUnderTest.start(folder.resolve("three"))) {
      assertThat(install(three, ticket)).isEqualTo(USED_UP);
      assertThat(three.run("plugin", "list")).contains("No plugin is installed");
    }
  }

  @Test
  void aTicket_thatExpiredOrWasRevoked_givesNothing() {
    String soon = share("--expires", "1ms");
    JsonNode made = Json.read(share("--json"));
    assertThat(one.run("ticket", "revoke", made.path("id").asText())).contains("Revoked");

    assertThat(install(two, made.path("ticket").asText())).isEqualTo(REVOKED);
    assertThat(install(two, soon)).isEqualTo(EXPIRED);
    assertThat(one.run("plugin", "show", "redact")).contains("revoked").contains("expired");
    assertThat(two.run("plugin", "list")).contains("No plugin is installed");
  }

  @Test
  void aTicket_forAPluginThatIsGone_givesNothing_andSoDoesANodeThatIsOff() {
    String ticket = share();
    one.run("plugin", "remove", "redact");

    assertThat(install(two, ticket)).isNotZero();

    one.stop();
    assertThat(install(two, ticket)).isEqualTo(UNREACHABLE);
    assertThat(two.run("plugin", "list")).contains("No plugin is installed");
  }
}
