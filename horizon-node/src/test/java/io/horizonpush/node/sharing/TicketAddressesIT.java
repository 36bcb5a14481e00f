package io.horizonpush.node.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tickets say how far they go, and whoever reaches nobody by one says where it tried. */
class TicketAddressesIT {

  private static final String NEAR = "this network only";

  /** For documentation (RFC 5737): public as far as a node can tell, and nobody is there. */
  private static final String PUBLIC = "192.0.2.1:4433";

  @TempDir private Path folder;

  @Test
  void anExport_saysThatATicketWorksOnThisNetworkOnly_andWhatToSet() {
    Commands.Result near = export("iroh.advertise=10.9.8.7:4433");
    assertThat(near.err()).contains(NEAR).contains("iroh.advertise").contains("iroh.relay");
    assertThat(near.out().strip()).startsWith("horizon").doesNotContain(" ");

    assertThat(export("iroh.advertise=" + PUBLIC).err()).isEmpty();
    assertThat(export("iroh.advertise=10.9.8.7:4433", "iroh.relay=http://127.0.0.1:9").err())
        .as("with a relay")
        .isEmpty();
  }

  @Test
  void anImportThatReachesNobody_listsEveryAddress() {
    Commands.Result made = export("iroh.advertise=127.0.0.1:9,127.0.0.1:10");
    try (NodeUnderTest other = NodeUnderTest.start(folder.resolve("other"))) {
      Commands.Result failed = other.command("ticket", "import", made.out().strip());

      assertThat(failed.exitCode()).isEqualTo(23);
      assertThat(failed.err()).contains("127.0.0.1:9").contains("127.0.0.1:10");
      assertThat(failed.err()).doesNotContain(made.out().strip());
    }
  }

  /** A ticket of a node with settings. */
  private Commands.Result export(String... settings) {
    String[] options = new String[2 * settings.length];
    for (int i = 0; i < settings.length; i++) {
      options[2 * i] = "--set";
      options[2 * i + 1] = settings[i];
    }
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("exporting"), options)) {
      node.command("bucket", "create", "photos");
      Commands.Result made = node.command("ticket", "export", "photos");
      assertThat(made.exitCode()).as(made.toString()).isZero();
      return made;
    }
  }
}
