package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.Event;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventKind;
import io.horizonpush.node.admin.EventValue;
import io.horizonpush.node.admin.TestingTransfers;
import io.horizonpush.node.testing.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code status --follow} over a real admin API. */
class FollowCommandTest extends CommandsOfANode {

  private Thread running = Thread.currentThread();
  private FutureTask<Integer> code = new FutureTask<>(() -> -1);

  private void follow(String... more) {
    follow(Stream.concat(Stream.of("status", "--follow"), Stream.of(more)).toList());
  }

  private void follow(List<String> command) {
    String[] arguments = atNode(command.toArray(String[]::new));
    HorizonCli cli = cli();
    code = new FutureTask<>(() -> cli.run(arguments));
    running = Thread.ofVirtual().start(code);
  }

  private void endsWell() throws Exception {
    running.interrupt();
    assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
  }

  private void tell(Event... events) {
    control.events.told.add(Optional.of(List.of(events)));
  }

  private static EventKey key(String id) {
    return new EventKey(EventKind.ALARM, id);
  }

  private static Optional<EventValue> alarm(String message) {
    return Optional.of(Alarm.here(Alarm.Kind.DAMAGED, message));
  }

  private void awaitOut(String text) {
    await().untilAsserted(() -> assertThat(out()).contains(text));
  }

  @Test
  void changes_areSaid_butNotWhatThereIsAnyway() throws Exception {
    tell(Event.snapshot(), Event.known(key("a"), alarm("old").get()), Event.complete("x-0"));
    tell(Event.changed("x-1", key("b"), alarm("new")));
    tell(Event.changed("x-2", key("a"), Optional.empty()));
    follow();

    awaitOut("gone: ALARM old");
    assertThat(out()).contains("State     ready", "  ALARM new").doesNotContain("  ALARM old");
    endsWell();
  }

  @Test
  void everyEvent_isALineOfJson() throws Exception {
    tell(Event.snapshot(), Event.known(key("a"), alarm("old").get()), Event.complete("x-0"));
    tell(Event.changed("x-1", key("a"), Optional.empty()));
    follow("--json");

    awaitOut("gone");
    List<String> lines = out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.stream().map(Json::read).map(line -> line.path("type").asText()))
        .containsExactly("snapshot", "set", "complete", "gone");
    assertThat(lines.getFirst()).isEqualTo("{\"type\":\"snapshot\"}");
    assertThat(Json.read(lines.get(1)).at("/value/message").asText()).isEqualTo("old");
    assertThat(Json.read(lines.get(1)).path("kind").asText()).isEqualTo("alarm");
    endsWell();
  }

  @Test
  void afterAnEnd_itComesBackByTheLastId_andSaysOnlyWhatIsNew() throws Exception {
    tell(
        Event.snapshot(),
        Event.known(key("a"), alarm("stays").get()),
        Event.known(key("b"), alarm("goes").get()),
        Event.complete("x-7"));
    control.events.told.add(Optional.empty());
    follow();
    assertThat(control.events.lasts.poll(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(control.events.lasts.poll(10, TimeUnit.SECONDS)).isEqualTo("x-7");
    tell(
        Event.snapshot(),
        Event.known(key("a"), alarm("stays").get()),
        Event.known(key("c"), alarm("comes").get()),
        Event.complete("y-1"));

    awaitOut("gone: ALARM goes");
    assertThat(out()).contains("  ALARM comes").doesNotContain("stays");
    endsWell();
  }

  private static Optional<EventValue> transfer(State state) {
    return Optional.of(TestingTransfers.report(7, state));
  }

  @Test
  void transfers_thatAreNotLookedFor_areNotFollowed() throws Exception {
    EventKey key = new EventKey(EventKind.TRANSFER, "7");
    tell(Event.snapshot(), Event.complete("x-0"));
    tell(Event.changed("x-1", key, transfer(State.RUNNING)));
    tell(Event.changed("x-2", key, transfer(State.PAUSED)));
    follow(List.of("transfers", "--follow", "--json", "--text", "PAUSED"));

    awaitOut("\"state\":\"paused\"");
    assertThat(out().lines().map(Json::read).map(line -> line.path("state").asText()))
        .containsExactly("paused");
    endsWell();
  }

  @Test
  void transfers_areFollowedLineByLine_withoutThoseThatAreOver() throws Exception {
    EventKey key = new EventKey(EventKind.TRANSFER, "7");
    tell(
        Event.snapshot(),
        Event.known(key("a"), alarm("other").get()),
        Event.known(new EventKey(EventKind.TRANSFER, "6"), TestingTransfers.report(6, State.DONE)),
        Event.complete("x-0"));
    tell(Event.changed("x-1", key, transfer(State.RUNNING)));
    tell(Event.changed("x-2", key, transfer(State.RUNNING)));
    tell(Event.changed("x-3", key, transfer(State.DONE)));
    follow(List.of("transfers", "--follow", "--json"));

    awaitOut("\"state\":\"done\"");
    assertThat(out().lines().map(Json::read).map(line -> line.path("state").asText()))
        .containsExactly("running", "done");
    endsWell();
  }

  @Test
  void ofATransfer_itIsNotSaidEachTimeHowFarItIs() throws Exception {
    EventKey key = new EventKey(EventKind.TRANSFER, "7");
    tell(Event.snapshot(), Event.complete("x-0"));
    tell(Event.changed("x-1", key, transfer(State.RUNNING)));
    tell(Event.changed("x-2", key, transfer(State.PAUSED)));
    tell(Event.changed("x-3", key, transfer(State.PAUSED)));
    tell(Event.changed("x-4", key, Optional.empty()));
    tell(Event.changed("x-5", key("a"), alarm("last")));
    follow();

    awaitOut("last");
    assertThat(out().lines().filter(line -> line.contains("transfer 7")))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("transfer 7, prefetch of b-1/a/, is paused");
    endsWell();
  }

  @Test
  void whereNobodyAnswers_itFails() {
    server.close();

    follow("--json");
    assertThat(code).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no admin API answers");
  }
}
