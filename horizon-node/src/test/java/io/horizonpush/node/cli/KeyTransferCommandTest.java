package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.admin.TestingKeyTransfers;
import io.horizonpush.node.keys.KeyOutcome;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.node.testing.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that bring access keys to other nodes, over a real admin API. */
class KeyTransferCommandTest extends CommandsOfANode {

  private static final String NODE = TestingKeyTransfers.NODE;
  private static final String EXPORT = TestingKeyTransfers.EXPORT;

  @Test
  void export_printsTheLineAlone_andSaysBesideItThatAKeyWasRevoked() {
    assertThat(run("key export USER --to " + NODE)).isEqualTo(ExitCode.OK);
    assertThat(out()).isEqualTo(EXPORT + System.lineSeparator());
    assertThat(err()).isEmpty();

    assertThat(run("key export ended --to " + NODE)).isEqualTo(ExitCode.OK);
    assertThat(out()).isEqualTo(EXPORT + System.lineSeparator());
    assertThat(err()).contains("the key was revoked").hasLineCount(1);
    assertThat(control.keyTransfers.asked)
        .containsExactly("export USER to " + NODE, "export ended to " + NODE);
  }

  @Test
  void export_ofAKeyThatIsNotHere_saysSo() {
    assertThat(run("key export absent --to " + NODE)).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("no access key absent");
  }

  @Test
  void import_readsTheLineFromInput_orAsks() {
    assertThat(run("key import -")).isEqualTo(ExitCode.OK);
    assertThat(err()).isEmpty();
    assertThat(out()).contains("Imported USER, owner user, exported by node " + NODE + ".");
    assertThat(run("key import --replace --from " + NODE)).isEqualTo(ExitCode.OK);
    assertThat(err()).isEqualTo("Exported key: ");

    assertThat(control.keyTransfers.asked)
        .containsExactly(
            "import " + EXPORT + " from -", "import " + EXPORT + " from " + NODE + " replacing");
  }

  @Test
  void import_saysWhatItCameTo_alsoAsJson() {
    Map<KeyOutcome, String> words =
        Map.of(
            KeyOutcome.IMPORTED, "Imported USER",
            KeyOutcome.PRESENT, "Nothing is new of USER",
            KeyOutcome.REPLACED, "Replaced the secret and the rights of USER",
            KeyOutcome.REVOKED, "Revoked USER");
    for (KeyOutcome outcome : KeyOutcome.values()) {
      control.keyTransfers.outcome = outcome;
      run("key import -");
      assertThat(out()).startsWith(words.get(outcome));
      run("key import - --json");
      assertThat(Json.read(out()).path("access-key").asText()).isEqualTo("USER");
    }
  }

  @Test
  void everyRefusal_hasAnExitCodeOfItsOwn() {
    Map<Integer, Reason> codes = new HashMap<>();
    for (Reason reason : Reason.values()) {
      control.keyTransfers.refusal = Optional.of(reason);
      int code = run("key import -");
      assertThat(err()).isEqualToIgnoringNewLines("horizon-node: Because of " + reason + ".");
      assertThat(code).isBetween(30, 38);
      assertThat(codes.put(code, reason)).as("%s has the code of", reason).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "key export USER, --to",
    "key import EXPORT, read from standard input",
    "key export, ACCESS-KEY"
  })
  void whatMakesNoSense_isOneLineAndCode2_andAnExportIsNotRepeated(String command, String why) {
    assertThat(run(command.replace("EXPORT", EXPORT))).isEqualTo(ExitCode.USAGE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains(why).doesNotContain(EXPORT);
    assertThat(control.keyTransfers.asked).isEmpty();
  }

  @Test
  void anExportInTheWrongPlace_isNotRepeated() {
    for (String command : new String[] {"key list ", "gc ", "key import - "}) {
      assertThat(run(command + EXPORT)).isEqualTo(ExitCode.USAGE);
      assertThat(err()).doesNotContain(EXPORT).contains("horizon***");
    }
  }

  private int run(String command) {
    out.reset();
    err.reset();
    input = EXPORT + "\n";
    return run(command.split(" ", -1));
  }
}
