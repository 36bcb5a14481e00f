package io.horizonpush.node.model;

import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ModelListing;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Listings of objects, read page by page to their end. Stateless. */
final class ListSteps {

  private ListSteps() {}

  static Step list(Dice dice) {
    return new Listing(
        dice.bucket(),
        new ListQuery(
            dice.piece(),
            dice.oneIn(2) ? dice.of(List.of("/", "/", "d", "\ue000", "//", " ")) : "",
            dice.oneIn(3) ? dice.oneIn(2) ? dice.key() : dice.piece() : "",
            1 + dice.below(dice.oneIn(2) ? 5 : 1100)),
        dice.oneIn(2),
        dice.oneIn(2));
  }

  /** Everything, in one page. */
  static Step all(String bucket) {
    return new Listing(bucket, new ListQuery("", "", "", 1000), true, true);
  }

  /**
   * A listing.
   *
   * @param query with the largest number of entries of a page, as the client says it
   * @param second whether it speaks version 2
   */
  private record Listing(String bucket, ListQuery query, boolean second, boolean encoded)
      implements Step {

    @Override
    public Outcome perform(Wire wire) throws IOException {
      List<String> facts = new ArrayList<>();
      String from = query.after().isEmpty() ? "" : start(query.after());
      while (true) {
        Reply reply = wire.send(Request.of("GET", target() + from));
        if (reply.status() != 200) {
          return Step.outcome(reply, _ -> facts);
        }
        Markup page = reply.xml();
        List<String> keys = page.all("Contents").stream().map(each -> read(each, "Key")).toList();
        List<String> prefixes =
            page.all("CommonPrefixes").stream().map(each -> read(each, "Prefix")).toList();
        page.all("Contents").forEach(each -> facts.add(entry(each)));
        prefixes.forEach(prefix -> facts.add("prefix " + prefix));
        facts.add("page of " + keys.size() + " and " + prefixes.size());
        if (second) {
          facts.add("count " + page.value("KeyCount"));
        }
        if (!page.value("IsTruncated").equals("true")) {
          return Outcome.ok(200, facts);
        }
        from = next(page, keys);
      }
    }

    private String next(Markup page, List<String> keys) {
      if (second) {
        return "&continuation-token=" + Request.parameter(page.value("NextContinuationToken"));
      }
      return start(query.delimiter().isEmpty() ? keys.getLast() : read(page, "NextMarker"));
    }

    private String start(String after) {
      return (second ? "&start-after=" : "&marker=") + Request.parameter(after);
    }

    private String entry(Markup contents) {
      return read(contents, "Key") + " " + contents.value("ETag") + " " + contents.value("Size");
    }

    private String read(Markup markup, String name) {
      String text = markup.value(name);
      return encoded ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8) : text;
    }

    private String target() {
      return Request.at(bucket, "")
          + "?max-keys="
          + query.limit()
          + (second ? "&list-type=2" : "")
          + (encoded ? "&encoding-type=url" : "")
          + (query.prefix().isEmpty() ? "" : "&prefix=" + Request.parameter(query.prefix()))
          + (query.delimiter().isEmpty()
              ? ""
              : "&delimiter=" + Request.parameter(query.delimiter()));
    }

    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(model, this::pages);
    }

    private Outcome pages(ModelS3 model) {
      ModelBucket in = model.bucket(bucket);
      int limit = Math.min(query.limit(), 1000);
      List<String> facts = new ArrayList<>();
      String after = query.after();
      while (true) {
        ModelListing page =
            ModelListing.of(
                in.keys(), new ListQuery(query.prefix(), query.delimiter(), after, limit));
        page.objects().forEach(key -> facts.add(entry(key, in.find(key).orElseThrow())));
        page.commonPrefixes().forEach(prefix -> facts.add("prefix " + prefix));
        facts.add("page of " + page.objects().size() + " and " + page.commonPrefixes().size());
        if (second) {
          facts.add("count " + (page.objects().size() + page.commonPrefixes().size()));
        }
        if (page.next().isEmpty()) {
          return Outcome.ok(200, facts);
        }
        after = page.next().get();
      }
    }

    private static String entry(String key, ModelObject object) {
      return key + " \"" + object.etag() + "\" " + object.size();
    }
  }
}
