package io.horizonpush.node.model;

import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import io.horizonpush.s3.model.ObjectKey;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Listings of versions, read page by page to their end. Stateless. */
final class VersionLists {

  /** The entries in the order in which they stand: versions and delete markers among each other. */
  private static final Pattern ENTRY =
      Pattern.compile("<(Version|DeleteMarker)>(.*?)</\\1>", Pattern.DOTALL);

  private VersionLists() {}

  /** A version as it is listed. */
  record Listed(String key, String version, boolean marker) {}

  static Step list(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String prefix = dice.piece();
    String delimiter = dice.oneIn(2) ? dice.of(List.of("/", "/", "d", "\ue000", "//", " ")) : "";
    return new Listing(
        bucket,
        prefix,
        delimiter,
        start(dice, model, bucket, delimiter),
        1 + dice.below(dice.oneIn(2) ? 5 : 1100),
        dice.oneIn(2));
  }

  /** A start behind a version is one of a key that no prefix stands for. */
  private static Start start(Dice dice, ModelS3 model, String bucket, String delimiter) {
    if (dice.oneIn(2)) {
      return Start.NONE;
    }
    String key = dice.oneIn(2) ? dice.versionedKey(model, bucket) : dice.piece();
    if (key.isEmpty()) {
      return Start.NONE;
    }
    List<ModelVersion> versions =
        model.findBucket(bucket).map(each -> each.of(key)).orElse(List.of());
    boolean alone = delimiter.isEmpty() || !key.contains(delimiter);
    boolean named = alone && !versions.isEmpty() && dice.oneIn(2);
    return new Start(key, named ? dice.of(versions).name() : "");
  }

  /** Everything. */
  static Step all(String bucket) {
    return new Listing(bucket, "", "", Start.NONE, 1000, true);
  }

  /** Every version that is there; none when there is no bucket. */
  static List<Listed> all(Wire wire, String bucket) throws IOException {
    List<Listed> all = new ArrayList<>();
    new Listing(bucket, "", "", Start.NONE, 1000, true).read(wire, all);
    return all;
  }

  /** The ids of all versions that have one. */
  static List<String> ids(Wire wire, String bucket) throws IOException {
    return all(wire, bucket).stream()
        .map(Listed::version)
        .filter(name -> !name.equals(ModelVersion.NULL))
        .toList();
  }

  /**
   * Where a page starts: behind a version, or behind all of a key or common prefix.
   *
   * @param key nothing for the beginning
   */
  private record Start(String key, String version) {

    static final Start NONE = new Start("", "");
  }

  private record Listing(
      String bucket, String prefix, String delimiter, Start start, int limit, boolean encoded)
      implements Step {

    @Override
    public Outcome perform(Wire wire) throws IOException {
      return read(wire, new ArrayList<>());
    }

    private Outcome read(Wire wire, List<Listed> listed) throws IOException {
      List<String> facts = new ArrayList<>();
      Start from = start;
      while (true) {
        Reply reply = wire.send(Request.of("GET", target(from)));
        if (reply.status() != 200) {
          return Step.outcome(reply, _ -> facts);
        }
        Markup page = reply.xml();
        int entries = listed.size();
        ENTRY
            .matcher(page.inside())
            .results()
            .forEach(
                found -> {
                  Markup entry = new Markup(found.group(2));
                  boolean marker = found.group(1).equals("DeleteMarker");
                  listed.add(new Listed(text(entry, "Key"), entry.value("VersionId"), marker));
                  facts.add(entry(entry, marker));
                });
        List<Markup> prefixes = page.all("CommonPrefixes");
        prefixes.forEach(each -> facts.add("prefix " + text(each, "Prefix")));
        facts.add("page of " + (listed.size() - entries) + " and " + prefixes.size());
        if (!page.value("IsTruncated").equals("true")) {
          return Outcome.ok(200, facts);
        }
        from = new Start(text(page, "NextKeyMarker"), page.value("NextVersionIdMarker"));
      }
    }

    private String entry(Markup entry, boolean marker) {
      return String.join(
          " ",
          marker ? "marker" : "version",
          text(entry, "Key"),
          entry.value("VersionId"),
          entry.value("IsLatest"),
          entry.value("ETag"),
          entry.value("Size"),
          entry.value("StorageClass"),
          entry.all("Owner").size() + " owner",
          entry.all("LastModified").size() + " time");
    }

    private String text(Markup markup, String name) {
      String text = markup.value(name);
      return encoded ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
    }

    private String target(Start from) {
      return Request.at(bucket, "")
          + "?versions&max-keys="
          + limit
          + (encoded ? "&encoding-type=url" : "")
          + parameter("prefix", prefix)
          + parameter("delimiter", delimiter)
          + parameter("key-marker", from.key())
          + parameter("version-id-marker", from.version());
    }

    private static String parameter(String name, String value) {
      return value.isEmpty() ? "" : "&" + name + "=" + Request.parameter(value);
    }

    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(model, state -> Outcome.ok(200, pages(entries(state.bucket(bucket)))));
    }

    /** The entries behind the start, prefixes rolled up. */
    private List<Entry> entries(ModelBucket in) {
      List<Entry> entries = new ArrayList<>();
      for (String key : in.allKeys()) {
        int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        String name = at < 0 ? key : key.substring(0, at + delimiter.length());
        if (!key.startsWith(prefix) || isBefore(name)) {
          continue;
        }
        if (at >= 0) {
          Entry rolled = new Entry(name, Optional.empty(), false);
          if (!entries.contains(rolled)) {
            entries.add(rolled);
          }
        } else {
          List<ModelVersion> versions = in.of(key);
          int from = 0;
          if (key.equals(start.key())) {
            from = versions.indexOf(in.named(key, start.version()).orElseThrow()) + 1;
          }
          for (int i = from; i < versions.size(); i++) {
            entries.add(new Entry(key, Optional.of(versions.get(i)), i == 0));
          }
        }
      }
      return entries;
    }

    private boolean isBefore(String name) {
      if (start.key().isEmpty()) {
        return false;
      }
      int order = new ObjectKey(name).compareTo(new ObjectKey(start.key()));
      return start.version().isEmpty() ? order <= 0 : order < 0;
    }

    private List<String> pages(List<Entry> entries) {
      List<String> facts = new ArrayList<>();
      int size = Math.min(limit, 1000);
      for (int from = 0; from == 0 || from < entries.size(); from += size) {
        List<Entry> page = entries.subList(from, Math.min(entries.size(), from + size));
        List<Entry> versions = page.stream().filter(each -> each.version.isPresent()).toList();
        versions.forEach(each -> facts.add(each.fact()));
        page.stream()
            .filter(each -> each.version.isEmpty())
            .forEach(each -> facts.add("prefix " + each.name));
        facts.add("page of " + versions.size() + " and " + (page.size() - versions.size()));
      }
      return facts;
    }
  }

  /**
   * An entry of a listing.
   *
   * @param name a key or common prefix
   * @param version nothing of a common prefix
   */
  private record Entry(String name, Optional<ModelVersion> version, boolean latest) {

    String fact() {
      ModelVersion of = version.orElseThrow();
      return String.join(
          " ",
          of.isMarker() ? "marker" : "version",
          name,
          of.name(),
          Boolean.toString(latest),
          of.object().map(each -> "\"" + each.etag() + "\"").orElse(""),
          of.object().map(each -> Long.toString(each.size())).orElse(""),
          of.isMarker() ? "" : "STANDARD",
          "1 owner",
          "1 time");
    }
  }
}
