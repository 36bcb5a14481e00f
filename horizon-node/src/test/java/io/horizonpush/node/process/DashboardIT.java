package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard for Grafana that stands in the docs, held against what a node really shows. */
class DashboardIT {

  private static final Path DASHBOARD = Path.of("../docs/grafana-dashboard.json");

  /** A word of PromQL, with what tells whether it is a function, a label or a metric. */
  private static final Pattern WORD = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\()?");

  private static final Pattern NO_METRIC =
      Pattern.compile("\\{[^}]*\\}|\\[[^\\]]*\\]|\"[^\"]*\"|\\b(by|without)\\s*\\([^)]*\\)");

  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "by", "without", "bool");

  @TempDir Path data;

  @Test
  void everyExpression_namesOnlyMetricsThatANodeHas() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String expression : expressions(Json.read(Files.readString(DASHBOARD)))) {
      Set<String> metrics = metrics(expression);
      assertThat(metrics).as(expression).isNotEmpty();
      named.addAll(metrics);
    }
    assertThat(named).hasSizeGreaterThan(10);

    try (NodeUnderTest node = NodeUnderTest.start(data)) {
      TestingS3Client client = new TestingS3Client(node.s3());
      assertThat(client.send("PUT", "/dashboard").status()).isEqualTo(200);
      assertThat(client.put("/dashboard/object", "12345").status()).isEqualTo(200);
      assertThat(client.get("/dashboard/absent").status()).isEqualTo(404);
      Map<String, String> page = Map.of("Origin", "http://elsewhere.example");
      assertThat(client.send("GET", "/dashboard/object", page, new byte[0]).status())
          .isEqualTo(403);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(node.metrics())
                      .contains("horizon_buckets 1.0", "horizon_objects 1.0")
                      .contains("horizon_object_bytes 5.0"));
      Set<String> shown = shown(node.metrics());
      assertThat(shown).containsAll(named);
    }
  }

  @Test
  void theWordsOfAnExpression_areTakenApart() {
    assertThat(
            metrics(
                "sum by (operation) (rate(a_total{code=~\"5..\",x=\"b_total\"}[5m])) / on() c_bytes"
                    + " > bool 1e9 and histogram_quantile(0.99, sum(rate(d_bucket[5m])) by (le))"))
        .containsExactlyInAnyOrder("a_total", "c_bytes", "d_bucket");
  }

  private static List<String> expressions(JsonNode dashboard) {
    List<String> found = new ArrayList<>();
    for (JsonNode target : dashboard.findValues("targets")) {
      target.forEach(each -> found.add(each.path("expr").asText()));
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      Matcher query =
          Pattern.compile("label_values\\((.+),.*\\)").matcher(variable.path("query").asText());
      if (query.matches()) {
        found.add(query.group(1));
      }
    }
    assertThat(found).doesNotContain("");
    return found;
  }

  /** The names of metrics in an expression. */
  private static Set<String> metrics(String expression) {
    String bare = NO_METRIC.matcher(expression).replaceAll(" ");
    return WORD.matcher(bare)
        .results()
        .filter(word -> word.group(2) == null)
        .map(word -> word.group(1))
        .filter(word -> !OPERATORS.contains(word) && !word.matches("e[0-9]+"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of what a page of metrics shows. */
  private static Set<String> shown(String page) {
    return page.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
