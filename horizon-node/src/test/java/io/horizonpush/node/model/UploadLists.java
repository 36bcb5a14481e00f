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

/** Listings of uploads and of their parts, read page by page to their end. Stateless. */
final class UploadLists {

  private UploadLists() {}

  /** Pages through the uploads of a bucket. */
  static Step uploads(Dice dice) {
    return new Uploads(
        dice.bucket(),
        new ListQuery(
            dice.piece(),
            dice.oneIn(2) ? "/" : "",
            dice.oneIn(4) ? dice.key() : "",
            1 + dice.below(5)));
  }

  static Step allUploads(String bucket) {
    return new Uploads(bucket, new ListQuery("", "", "", 1000));
  }

  /** Pages through the parts of an upload. */
  static Step parts(String bucket, String key, String id, int after, int limit) {
    return new Parts(bucket, key, id, after, limit);
  }

  /** The ids of all uploads of a bucket; none when there is no bucket. */
  static List<String> ids(Wire wire, String bucket) throws IOException {
    return wire.send(Request.of("GET", Request.at(bucket, "") + "?uploads"))
        .xml()
        .texts("UploadId");
  }

  private record Uploads(String bucket, ListQuery query) implements Step {

    @Override
    public Outcome perform(Wire wire) throws IOException {
      List<String> facts = new ArrayList<>();
      String from =
          query.after().isEmpty() ? "" : "&key-marker=" + Request.parameter(query.after());
      while (true) {
        Reply reply = wire.send(Request.of("GET", target() + from));
        if (reply.status() != 200) {
          return Step.outcome(reply, _ -> facts);
        }
        Markup page = reply.xml();
        for (Markup upload : page.all("Upload")) {
          facts.add(decoded(upload.value("Key")) + " " + upload.value("UploadId"));
        }
        for (Markup prefix : page.all("CommonPrefixes")) {
          facts.add("prefix " + decoded(prefix.value("Prefix")));
        }
        if (!page.value("IsTruncated").equals("true")) {
          return Outcome.ok(200, facts.stream().sorted().toList());
        }
        from =
            "&key-marker="
                + Request.parameter(decoded(page.value("NextKeyMarker")))
                + "&upload-id-marker="
                + page.value("NextUploadIdMarker");
      }
    }

    private String target() {
      return Request.at(bucket, "")
          + "?uploads&encoding-type=url&max-uploads="
          + query.limit()
          + (query.prefix().isEmpty() ? "" : "&prefix=" + Request.parameter(query.prefix()))
          + (query.delimiter().isEmpty()
              ? ""
              : "&delimiter=" + Request.parameter(query.delimiter()));
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Whatever is listed is listed once; how it falls into pages has tests of its own. */
    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(
          model,
          state -> {
            List<ModelUpload> uploads = state.bucket(bucket).listedUploads();
            ModelListing listing =
                ModelListing.of(
                    uploads.stream().map(ModelUpload::key).toList(),
                    new ListQuery(
                        query.prefix(), query.delimiter(), query.after(), Integer.MAX_VALUE));
            List<String> facts = new ArrayList<>();
            uploads.stream()
                .filter(upload -> listing.objects().contains(upload.key()))
                .forEach(upload -> facts.add(upload.key() + " " + upload.id()));
            listing.commonPrefixes().forEach(prefix -> facts.add("prefix " + prefix));
            return Outcome.ok(200, facts.stream().sorted().toList());
          });
    }
  }

  private record Parts(String bucket, String key, String id, int after, int limit) implements Step {

    @Override
    public Outcome perform(Wire wire) throws IOException {
      List<String> facts = new ArrayList<>();
      String from = Integer.toString(after);
      while (true) {
        Reply reply =
            wire.send(
                Request.of(
                    "GET",
                    Request.at(bucket, key)
                        + "?uploadId="
                        + id
                        + "&max-parts="
                        + limit
                        + "&part-number-marker="
                        + from));
        if (reply.status() != 200) {
          return Step.outcome(reply, _ -> facts);
        }
        Markup page = reply.xml();
        for (Markup part : page.all("Part")) {
          facts.add(part.value("PartNumber") + " " + part.value("ETag") + " " + part.value("Size"));
        }
        facts.add("page of " + page.all("Part").size());
        if (!page.value("IsTruncated").equals("true")) {
          return Outcome.ok(200, facts);
        }
        from = page.value("NextPartNumberMarker");
      }
    }

    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(
          model,
          state -> {
            List<ModelPart> parts =
                state.bucket(bucket).upload(key, id).parts().values().stream()
                    .filter(part -> part.number() > after)
                    .toList();
            List<String> facts = new ArrayList<>();
            for (int from = 0; from == 0 || from < parts.size(); from += limit) {
              List<ModelPart> page = parts.subList(from, Math.min(parts.size(), from + limit));
              page.forEach(
                  part -> facts.add(part.number() + " \"" + part.etag() + "\" " + part.size()));
              facts.add("page of " + page.size());
            }
            return Outcome.ok(200, facts);
          });
    }
  }
}
