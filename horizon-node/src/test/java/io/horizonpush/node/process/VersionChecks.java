package io.horizonpush.node.process;

import io.horizonpush.node.process.VersionBook.KeyState;
import io.horizonpush.node.process.VersionBook.Lock;
import io.horizonpush.node.process.VersionBook.Name;
import io.horizonpush.node.process.VersionBook.Pending;
import io.horizonpush.node.process.VersionBook.Period;
import io.horizonpush.node.process.VersionBook.Version;
import io.horizonpush.node.testing.Markup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares versions and their locks with what was promised of them. Confined to one thread.
 *
 * @param book is settled by it
 */
record VersionChecks(HttpClient http, URI endpoint, VersionBook book) {

  private static final Pattern ENTRY =
      Pattern.compile("<(Version|DeleteMarker)>(.*?)</\\1>", Pattern.DOTALL);

  /** A version as it is listed. */
  private record Listed(String id, boolean marker, boolean latest) {}

  /** What is wrong with buckets. */
  List<String> run(List<String> buckets) throws IOException {
    List<String> wrong = new ArrayList<>(book.faults());
    for (String bucket : buckets) {
      Map<String, List<Listed>> listed = list(bucket);
      TreeSet<String> keys = new TreeSet<>(listed.keySet());
      book.names(bucket).forEach(name -> keys.add(name.key()));
      for (String key : keys) {
        check(new Name(bucket, key), listed.getOrDefault(key, List.of()), wrong);
      }
    }
    return wrong;
  }

  /** The versions of each key as they are listed. */
  private Map<String, List<Listed>> list(String bucket) throws IOException {
    Map<String, List<Listed>> all = new LinkedHashMap<>();
    String from = "";
    while (true) {
      URI target = URI.create(endpoint + "/" + bucket + "?versions&max-keys=100" + from);
      Markup page = xml(BucketClient.send(http, HttpRequest.newBuilder(target)));
      ENTRY
          .matcher(page.inside())
          .results()
          .forEach(
              found -> {
                Markup entry = new Markup(found.group(2));
                all.computeIfAbsent(entry.value("Key"), _ -> new ArrayList<>())
                    .add(
                        new Listed(
                            entry.value("VersionId"),
                            found.group(1).equals("DeleteMarker"),
                            entry.value("IsLatest").equals("true")));
              });
      if (!page.value("IsTruncated").equals("true")) {
        return all;
      }
      from =
          "&key-marker="
              + page.value("NextKeyMarker")
              + "&version-id-marker="
              + page.value("NextVersionIdMarker");
    }
  }

  private void check(Name name, List<Listed> listed, List<String> wrong) throws IOException {
    KeyState promised = book.of(name);
    KeyState found = settled(name, promised, listed);
    book.change(name, _ -> found);
    List<Listed> expected = new ArrayList<>();
    for (Version version : found.versions()) {
      expected.add(new Listed(version.id(), version.body().isEmpty(), expected.isEmpty()));
    }
    if (!listed.equals(expected)) {
      wrong.add(name + " is listed as " + listed + "; promised " + promised);
    }
    for (Version version : found.versions()) {
      checkVersion(name, version, wrong);
    }
  }

  /** The state in which a key is, of the two that are possible. */
  private KeyState settled(Name name, KeyState promised, List<Listed> listed) throws IOException {
    if (promised.pending().isEmpty()) {
      return promised;
    }
    return switch (promised.pending().get()) {
      case Pending.Write write ->
          listed.stream()
              .map(Listed::id)
              .filter(id -> promised.find(id).isEmpty())
              .findFirst()
              .map(id -> promised.written(new Version(id, write.body(), write.lock())))
              .orElseGet(promised::settled);
      case Pending.Removal removal ->
          listed.stream().anyMatch(each -> each.id().equals(removal.id()))
              ? promised.settled()
              : promised.without(removal.id());
      case Pending.Locking locking ->
          lock(name, locking.id()).equals(locking.lock())
              ? promised.locked(locking.id(), locking.lock())
              : promised.settled();
    };
  }

  private void checkVersion(Name name, Version version, List<String> wrong) throws IOException {
    HttpResponse<byte[]> answer =
        BucketClient.send(
            http, VersionWorkload.request(endpoint, name, "?versionId=" + version.id()).GET());
    boolean same =
        version.body().isEmpty()
            ? answer.statusCode() == 405
            : answer.statusCode() == 200
                && Arrays.equals(answer.body(), version.body().get().bytes());
    if (!same) {
      wrong.add(
          "%s, promised %s, is %d with %d bytes"
              .formatted(name, version, answer.statusCode(), answer.body().length));
    }
    if (name.bucket().equals(VersionWorkload.LOCKS) && version.body().isPresent()) {
      checkLock(name, version, wrong);
    }
  }

  private void checkLock(Name name, Version version, List<String> wrong) throws IOException {
    Lock found = lock(name, version.id());
    if (!found.equals(version.lock())) {
      wrong.add(name + ", promised " + version + ", is locked by " + found);
      return; // A removal that must be refused could be made.
    }
    for (boolean bypass : new boolean[] {false, true}) {
      if (found.refuses(bypass)) {
        int status =
            BucketClient.send(http, VersionWorkload.removal(endpoint, name, version.id(), bypass))
                .statusCode();
        if (status != 403) {
          wrong.add(
              "the removal of locked %s of %s, bypass %s, answers %d"
                  .formatted(version, name, bypass, status));
        }
      }
    }
  }

  /** The lock of a version as the node tells it. */
  private Lock lock(Name name, String id) throws IOException {
    Markup retention = ask(name, "retention", id);
    Optional<Period> period =
        retention
            .first("RetainUntilDate")
            .map(end -> new Period(retention.value("Mode"), Instant.parse(end)));
    return new Lock(period, ask(name, "legal-hold", id).value("Status").equals("ON"));
  }

  private Markup ask(Name name, String what, String id) throws IOException {
    String query = "?" + what + "&versionId=" + id;
    return xml(BucketClient.send(http, VersionWorkload.request(endpoint, name, query).GET()));
  }

  private static Markup xml(HttpResponse<byte[]> answer) {
    return new Markup(new String(answer.body(), StandardCharsets.UTF_8));
  }
}
