package io.horizonpush.wasm.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.kit.ManifestSection;
import io.horizonpush.wasm.trial.PluginLint.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about plugins before anybody installs them. */
class PluginLintTest {

  private static final TrialGround GROUND = new TrialGround();

  @AfterAll
  static void close() {
    GROUND.close();
  }

  private static byte[] example(String name) throws IOException {
    return Files.readAllBytes(Path.of("examples", name, name + ".wasm"));
  }

  /** An example whose manifest says something else. */
  private static List<Finding> look(String name, String text, String other) throws IOException {
    byte[] plugin = example(name);
    String manifest =
        new String(ManifestSection.read(plugin).orElseThrow(), StandardCharsets.UTF_8);
    assertThat(manifest).contains(text);
    return new PluginLint(GROUND)
        .look(
            ManifestSection.embed(
                plugin, manifest.replace(text, other).getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"redact", "csv-columns", "token-auth", "hot-keys", "audit-trail", "webhook"})
  void anExample_isTakenByANode_andIsUnwiseInNothingButItsSignature(String name)
      throws IOException {
    List<Finding> findings = new PluginLint(GROUND).look(example(name));

    assertThat(findings).noneMatch(Finding::refused);
    assertThat(findings)
        .extracting(Finding::text)
        .filteredOn(text -> !text.startsWith("with its preset settings alone"))
        .containsExactly("it is not signed: whoever installs it sees nobody's name");
  }

  @Test
  void aPluginOfProxyWasm_isTakenByANode_andSaysThatItIsTriedThere() throws IOException {
    byte[] plugin =
        ManifestSection.embed(
            Files.readAllBytes(Path.of("src/test/plugins/proxy-guest/proxy-guest.wasm")),
            """
            {"abi": 1, "name": "proxy-guest", "version": "0.1.0", "phases": ["request", "response"],
             "description": "Of another ABI", "match": {"operations": ["GetObject"]}}"""
                .getBytes(StandardCharsets.UTF_8));

    assertThat(new PluginLint(GROUND).look(plugin)).noneMatch(Finding::refused);
    CaseRunner cases = new CaseRunner(GROUND, GROUND.read(plugin));
    assertThatThrownBy(() -> cases.run("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("install it on a node");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webhook | \"net\"         | \"blobs.read\"     | does not ask for net, without which",
        "webhook | \"writeOnly\":true | \"writeOnly\":false | sound like secrets",
        "redact  | \"phases\":     | \"grants\":[\"net\"],\"phases\": | asks for net and imports nothing",
        "redact  | \"phases\":     | \"grants\":[\"auth.identity\"],\"phases\": | has no phase authorize",
        "redact  | \"deterministic\":true | \"deterministic\":false | there are no ranges",
        "redact  | \"memory\":\"4MiB\" | \"memory\":\"128MiB\" | limits.memory is large",
        "redact  | \"operations\"  | \"buckets\":[\"*\"],\"operations\" | not signed",
      })
  void whatIsLikelyAMistake_isSaid(String name, String text, String other, String said)
      throws IOException {
    List<Finding> findings = look(name, text, other);

    assertThat(findings).noneMatch(Finding::refused);
    assertThat(findings).extracting(Finding::text).anyMatch(each -> each.contains(said));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"abi\":1 | \"abi\":2 | abi",
        "\"phases\":[\"response\"] | \"phases\":[\"response\",\"tick\"] | hp_on_tick",
        "\"memory\":\"4MiB\" | \"memory\":\"64GiB\" | limits.memory",
        "\"deterministic\":true | \"deterministic\":true,\"colour\":\"red\" | colour",
      })
  void whatANodeRefuses_isSaidAsSuch(String text, String other, String said) throws IOException {
    List<Finding> findings = look("redact", text, other);

    assertThat(findings).singleElement().matches(Finding::refused);
    assertThat(findings.getFirst().text()).contains(said);
  }

  @Test
  void whatIsNoModule_isRefused() {
    assertThat(new PluginLint(GROUND).look(new byte[] {0, 1, 2}))
        .singleElement()
        .matches(Finding::refused);
  }
}
