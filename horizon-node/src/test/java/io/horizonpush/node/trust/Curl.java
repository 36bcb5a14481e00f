package io.horizonpush.node.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real curl.
 *
 * @param prefix the program that runs it, with its arguments, if another does
 * @param options for every request
 */
record Curl(List<String> prefix, List<String> options) {

  /** The one that need not be signed: curl would send another, and not sign it. */
  private static final String TYPE = "Content-Type: application/octet-stream";

  private static final String STATUS = "\n%{http_code}";

  Curl(String... options) {
    this(List.of(), List.of(options));
  }

  /** What came back. */
  record Answer(int status, String text) {

    void isDenied(String... because) {
      assertThat(status).as(text).isEqualTo(403);
      assertThat(text).contains("<Code>AccessDenied</Code>");
      for (String reason : because) {
        assertThat(text).contains(reason);
      }
    }

    void isOk(String expected) {
      assertThat(status).as(text).isEqualTo(200);
      assertThat(text).contains(expected);
    }
  }

  /** The same, run by another program. */
  Curl under(List<String> program) {
    return new Curl(program, options);
  }

  Answer get(String url, String... further) {
    return send(url, further);
  }

  Answer put(String url, String text, String... further) {
    List<String> all =
        new ArrayList<>(List.of("--request", "PUT", "--header", TYPE, "--data-binary", text));
    all.addAll(List.of(further));
    return send(url, all.toArray(String[]::new));
  }

  Answer delete(String url, String... further) {
    List<String> all = new ArrayList<>(List.of("--request", "DELETE"));
    all.addAll(List.of(further));
    return send(url, all.toArray(String[]::new));
  }

  private Answer send(String url, String... further) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("curl", "--silent", "--show-error", "--write-out", STATUS));
    command.addAll(options);
    command.addAll(List.of(further));
    command.add(url);
    Commands.Result result = Commands.run(command, Map.of(), Path.of("/"));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    int line = result.out().lastIndexOf('\n');
    return new Answer(
        Integer.parseInt(result.out().substring(line + 1)), result.out().substring(0, line));
  }
}
