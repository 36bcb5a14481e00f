package io.horizonpush.node.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerTest {

  private static final Subject SUBJECT = Part.ALARMS;

  private final EventLog log = new EventLog("test", 10);
  private final Listener listener = new Listener(log, Optional.empty(), _ -> {});

  @Test
  void aWakeForWhatWasHeardBefore_isNoNews() throws Exception {
    listener.next(Duration.ZERO); // All that there is.
    log.take(
        SUBJECT,
        Map.of(
            new EventKey(EventKind.ALARM, "a"), Alarm.here(Alarm.Kind.DAMAGED, "It is damaged.")));
    assertThat(listener.next(Duration.ZERO).orElseThrow()).hasSize(1);
    listener.wake();

    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(listener::end);

    assertThat(listener.next(Duration.ofMinutes(10))).isEmpty();
  }
}
