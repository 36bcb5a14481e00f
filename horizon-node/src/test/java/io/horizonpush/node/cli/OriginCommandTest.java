package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The commands about origins, over a real admin API. */
class OriginCommandTest extends CommandsOfANode {

  private static final String SECRET = "the-secret-of-this-test";

  private Path file(String text) throws IOException {
    return Files.writeString(data.resolve("secret"), text + "\n");
  }

  @Test
  void aSecret_goesFromItsFileToTheNode_andIsShownNowhere() throws IOException {
    Path file = file(SECRET);

    assertThat(
            run(
                "origin",
                "add",
                "cold",
                "--type=s3",
                "--bucket=there",
                "--endpoint=https://s3.example.com",
                "--access-key=KEY",
                "--secret-key-file=" + file,
                "--no-path-style",
                "--budget=100GiB/30d"))
        .as(err())
        .isEqualTo(ExitCode.OK);

    assertThat(control.origins.asked)
        .singleElement()
        .asString()
        .contains("pathStyle=Optional[false]", "budget=Optional[100GiB/30d]")
        .contains("secretKey=Optional[***]")
        .endsWith(", " + SECRET + "---");
    assertThat(out()).contains("Added cold  s3 there/a/ at", "origin test cold");
    assertThat(out() + err()).doesNotContain(SECRET);
  }

  @Test
  void everyFile_isTheSecretThatItsOptionNames() throws IOException {
    Path file = file(SECRET);
    for (String option :
        new String[] {"account-key-file", "sas-file", "credentials-file", "secret-key-file"}) {
      assertThat(run("origin", "add", "x", "--type=s3", "--bucket=b", "--" + option + "=" + file))
          .isEqualTo(ExitCode.OK);
    }
    assertThat(control.origins.asked)
        .extracting(line -> line.replaceAll(".*, ", ""))
        .containsExactly("-" + SECRET + "--", "--" + SECRET + "-", "---" + SECRET, SECRET + "---");
  }

  @Test
  void aFileThatIsNotThere_isNamed() {
    assertThat(run("origin", "add", "x", "--type=gcs", "--bucket=b", "--credentials-file=/absent"))
        .isEqualTo(ExitCode.FAILURE);

    assertThat(err()).contains("/absent cannot be read: no such file");
    assertThat(control.origins.asked).isEmpty();
  }

  @Test
  void aList_saysWhatIsSpentAndWhatIsLeftAlone() throws IOException {
    assertThat(run("origin", "list")).isEqualTo(ExitCode.OK);

    assertThat(out())
        .contains(
            "cold  s3 there/a/ at https://s3.example.com in us-east-1, by an access key, breaker open")
        .contains("  1GiB of 100GiB read in 30d, since 1970-01-01T00:00:00Z: OVER");
    out.reset();
    assertThat(run("origin", "list", "--json")).isEqualTo(ExitCode.OK);
    assertThat(Json.read(out()).at("/origins/0/budget/spent").asLong()).isEqualTo(1L << 30);
  }

  @Test
  void aTrial_saysWhatFailed_andFailsItself() {
    assertThat(run("origin", "test", "cold")).isEqualTo(ExitCode.OK);
    assertThat(out()).contains("put              good, 7 ms");

    control.origins.good = false;
    assertThat(run("origin", "test", "cold")).isEqualTo(ExitCode.FAILURE);
    assertThat(out()).contains("put              FAILED: check the credentials");
    assertThat(run("origin", "test", "absent")).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void whatWaits_isShown_andDrainedUntilTheRestIsStuck() throws IOException {
    assertThat(run("origin", "queue")).isEqualTo(ExitCode.OK);
    assertThat(out())
        .contains(
            "cold  1 changes, 4KiB to upload, since 1970-01-01T00:00:00Z, 1 stuck; it does not answer")
        .contains("  bucket/key: the key is too long");
    assertThat(control.origins.asked).isEmpty();

    assertThat(run("origin", "drain", "cold")).isEqualTo(ExitCode.FAILURE);
    assertThat(run("origin", "drain", "--json")).isEqualTo(ExitCode.FAILURE);
    assertThat(control.origins.asked).containsExactly("drain cold", "drain all");
    assertThat(err()).contains("not everything got to its origin");
  }

  @Test
  void removing_isForcedWhereItIsSaid() {
    assertThat(run("origin", "remove", "cold")).isEqualTo(ExitCode.OK);
    assertThat(run("origin", "remove", "cold", "--force")).isEqualTo(ExitCode.OK);

    assertThat(control.origins.asked).containsExactly("remove cold", "remove cold by force");
  }

  @Test
  void theOriginsOfABucket_areShown_setAndTakenAway() {
    assertThat(run("bucket", "origins", "b-1")).isEqualTo(ExitCode.OK);
    assertThat(out())
        .contains("Writes write-back, freshness ttl=60s")
        .contains("  cold  s3 there/a/ at https://s3.example.com, id cdcd")
        .contains("NOT USED from this node: bucket origins b-1 --allow cold, or --deny cold");
    assertThat(control.origins.asked).isEmpty();

    assertThat(run("bucket", "origins", "b-1", "--set=cold,warm", "--write=write-through"))
        .isEqualTo(ExitCode.OK);
    assertThat(run("bucket", "origins", "b-1", "--freshness=always")).isEqualTo(ExitCode.OK);
    assertThat(run("bucket", "origins", "b-1", "--clear")).isEqualTo(ExitCode.OK);
    assertThat(control.origins.asked)
        .containsExactly(
            "origins of b-1: Optional[[cold, warm]] Optional[WRITE_THROUGH] Optional.empty",
            "origins of b-1: Optional.empty Optional.empty Optional[always]",
            "origins of b-1: Optional[[]] Optional.empty Optional.empty");

    control.origins.asked.clear();
    assertThat(run("bucket", "origins", "b-1", "--allow=cold", "--deny=warm,hot"))
        .isEqualTo(ExitCode.OK);
    assertThat(control.origins.asked)
        .containsExactly(
            "origins of b-1: Optional.empty Optional.empty Optional.empty",
            "allow [cold]",
            "deny [warm, hot]");

    assertThat(run("bucket", "origins", "b-1", "--clear", "--set=cold")).isEqualTo(ExitCode.USAGE);
    assertThat(run("bucket", "origins", "b-1", "--clear", "--allow=cold"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("bucket", "origins", "b-1", "--write=sideways")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("allowed is: local-only, write-back, write-through");
  }
}
