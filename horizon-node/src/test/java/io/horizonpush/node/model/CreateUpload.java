package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The beginning of an upload, whose id the node chooses. Confined to one thread. */
final class CreateUpload implements Step {

  private final String bucket;
  private final String key;
  private final ModelDetails details;
  private String id = "";

  CreateUpload(String bucket, String key, ModelDetails details) {
    this.bucket = bucket;
    this.key = key;
    this.details = details;
  }

  private Request request() {
    return Request.of("POST", Request.at(bucket, key) + "?uploads").with(details.asHeaders());
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    Reply reply = wire.send(request());
    id = reply.xml().value("UploadId");
    return Step.outcome(reply, each -> List.of("key " + each.xml().value("Key")));
  }

  @Override
  public Outcome expect(ModelS3 model) {
    return Step.ask(
        model,
        state -> {
          state.createUpload(bucket, new ModelUpload(id, key, details, new TreeMap<>()));
          return Outcome.ok(200, "key " + key);
        });
  }

  /** If the upload was made, it is the one that the model does not know. */
  @Override
  public List<ModelS3> possible(ModelS3 before, Wire wire) throws IOException {
    List<ModelS3> states = new ArrayList<>(List.of(before));
    List<String> known =
        before.findBucket(bucket).stream()
            .flatMap(each -> each.uploads.stream())
            .map(ModelUpload::id)
            .toList();
    for (String found : UploadLists.ids(wire, bucket)) {
      if (!known.contains(found)) {
        id = found;
        ModelS3 after = before.copy();
        Outcome _ = expect(after);
        states.add(after);
      }
    }
    return states;
  }

  @Override
  public String toString() {
    return request().toString();
  }
}
