package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events over HTTP, as a raw socket sees them. */
class EventRoutesTest extends AdminApiTest {

  private static final String EVENTS = "/admin/v1/events";

  private Socket listen(String... headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    List<String> lines = new ArrayList<>(List.of("GET " + EVENTS + " HTTP/1.1", host(), token()));
    lines.addAll(List.of(headers));
    socket
        .getOutputStream()
        .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Reads lines up to the first that begins so. */
  private static List<String> readUntil(BufferedReader in, String begin) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.isEmpty() || !lines.getLast().startsWith(begin)) {
      lines.add(String.valueOf(in.readLine()));
    }
    return lines;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void events_comeAsTheyAreTold_eachWhenItIs() throws Exception {
    try (Socket socket = listen()) {
      BufferedReader in = reader(socket);
      assertThat(readUntil(in, "retry: "))
          .contains("HTTP/1.1 200 OK", "content-type: text/event-stream", "cache-control: no-store")
          .contains("transfer-encoding: chunked");
      control.events.told.add(Optional.of(List.of(Event.snapshot(), Event.complete("cafe-1"))));
      assertThat(readUntil(in, "data: ")).contains("id: ", "event: snapshot", "data: {}");
      assertThat(readUntil(in, "data: ")).contains("id: cafe-1", "event: complete");
      control.events.told.add(
          Optional.of(
              List.of(
                  Event.changed(
                      "cafe-2",
                      new EventKey(EventKind.ALARM, "damaged"),
                      Optional.of(Alarm.here(Alarm.Kind.DAMAGED, "line 1\nline 2\r\u2028"))))));
      List<String> set = readUntil(in, "data: ");
      assertThat(set).contains("id: cafe-2", "event: set");
      assertThat(Json.read(set.getLast().substring(6)).at("/value/message").asText())
          .isEqualTo("line 1\nline 2\r\u2028");
      control.events.told.add(Optional.empty());
      assertThat(readUntil(in, "0")).last().isEqualTo("0");
    }
    assertThat(control.events.gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aListenerThatGoesAway_isLetGoOf_thoughNothingHappens() throws Exception {
    try (Socket socket = listen()) {
      readUntil(reader(socket), "retry: ");
    }

    assertThat(control.events.gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoComesBack_saysWhatItHeardLast() throws Exception {
    try (Socket socket = listen("Last-Event-ID: cafe-7")) {
      readUntil(reader(socket), "retry: ");
      assertThat(control.events.lasts.poll(10, TimeUnit.SECONDS)).isEqualTo("cafe-7");
    }
    try (Socket socket = listen("Last-Event-ID: ")) {
      readUntil(reader(socket), "retry: ");
      assertThat(control.events.lasts.poll(10, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void silence_isHeardToo() throws Exception {
    EventText text = new EventText(control.events.listen(Optional.empty()));
    control.events.told.add(Optional.of(List.of()));

    assertThat(StandardCharsets.UTF_8.decode(text.next().orElseThrow()).toString())
        .isEqualTo("retry: 1000\n\n");
    assertThat(StandardCharsets.UTF_8.decode(text.next().orElseThrow()).toString())
        .isEqualTo(":\n\n");
    control.events.told.add(Optional.empty());
    assertThat(text.next()).isEmpty();
  }

  @Test
  void aRefusal_isAnErrorLikeOthers_andAHeadListensToNothing() throws IOException {
    assertThat(send("HEAD", EVENTS, host(), token()).status()).isEqualTo(200);
    assertThat(control.events.gone.getCount()).isZero();
    control.events.refuses = true;
    assertThat(send("GET", EVENTS, host(), token()).status()).isEqualTo(503);
    assertThat(send("GET", EVENTS, host()).status()).isEqualTo(401);
    assertThat(post(EVENTS, "{}", token(), JSON).status()).isEqualTo(405);
  }
}
