package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An operation of one request whose answer tells the model something: the id of a version, or how
 * the node decided while two answers were right. Confined to one thread.
 */
final class Answered implements Step {

  private final String bucket;
  private final Request request;
  private final Function<Reply, List<String>> facts;
  private final BiFunction<ModelS3, Answer, Outcome> model;
  private Answer answer = Answer.lost("", Instant.EPOCH);

  /**
   * @param bucket in which the node may have given an id to a version
   */
  Answered(
      String bucket,
      Request request,
      Function<Reply, List<String>> facts,
      BiFunction<ModelS3, Answer, Outcome> model) {
    this.bucket = bucket;
    this.request = request;
    this.facts = facts;
    this.model = model;
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    Instant sent = Instant.now();
    answer = Answer.lost("", sent);
    Reply reply = wire.send(request);
    answer = new Answer(reply.header(Step.VERSION), reply.status() == 403, sent, Instant.now());
    return Step.outcome(reply, facts);
  }

  @Override
  public Outcome expect(ModelS3 state) {
    return Step.ask(state, each -> model.apply(each, answer));
  }

  /** If a version was made, it is the one that the model does not know. */
  @Override
  public List<ModelS3> possible(ModelS3 before, Wire wire) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String id : VersionLists.ids(wire, bucket)) {
      if (!before.knows(bucket, id)) {
        ids.add(id);
      }
    }
    if (ids.isEmpty()) {
      ids.add("");
    }
    List<ModelS3> states = new ArrayList<>(List.of(before));
    for (String id : ids) {
      answer = Answer.lost(id, answer.sent());
      ModelS3 after = before.copy();
      Outcome _ = expect(after);
      states.add(after);
    }
    return states;
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
