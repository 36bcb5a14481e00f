package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One operation, which can be asked of a node and of the model. */
interface Step {

  /** The header that names a version. */
  String VERSION = "x-amz-version-id";

  /** Asks the node. */
  Outcome perform(Wire wire) throws IOException;

  /** Asks the model, which changes accordingly. */
  Outcome expect(ModelS3 model);

  /**
   * The states that are possible when the node's answer was lost.
   *
   * @param before the state before this operation
   * @param wire to the node, once it runs again
   */
  default List<ModelS3> possible(ModelS3 before, Wire wire) throws IOException {
    ModelS3 after = before.copy();
    Outcome _ = expect(after);
    return List.of(before, after);
  }

  /**
   * An operation of one request.
   *
   * @param facts reads what is compared from an answer that is no error
   * @param model what the model says, or a {@link Failure}
   */
  static Step of(
      Request request, Function<Reply, List<String>> facts, Function<ModelS3, Outcome> model) {
    return new Single(request, facts, model);
  }

  /**
   * An operation of one request whose answer tells the model something.
   *
   * @param bucket in which the node may have given an id to a version
   */
  static Step of(
      String bucket,
      Request request,
      Function<Reply, List<String>> facts,
      BiFunction<ModelS3, Answer, Outcome> model) {
    return new Answered(bucket, request, facts, model);
  }

  /** Reads the code of an error, or the facts of a success. */
  static Outcome outcome(Reply reply, Function<Reply, List<String>> facts) {
    return reply.status() >= 400
        ? new Outcome(
            reply.status(),
            reply.xml().value("Code"),
            reply.header("x-amz-delete-marker").equals("true")
                ? List.of(markerFact(reply.header(VERSION)))
                : List.of())
        : Outcome.ok(reply.status(), facts.apply(reply));
  }

  /** What an error says of the delete marker that it is about. */
  static String markerFact(String version) {
    return "delete marker " + version;
  }

  /** What an answer says of the version that it is about. */
  static String version(Reply reply) {
    return "version " + reply.header(VERSION);
  }

  /** What the model says, with failures as outcomes. */
  static Outcome ask(ModelS3 model, Function<ModelS3, Outcome> question) {
    try {
      return question.apply(model);
    } catch (Failure failure) {
      return failure.outcome();
    }
  }

  /** An operation of one request. */
  record Single(
      Request request, Function<Reply, List<String>> facts, Function<ModelS3, Outcome> model)
      implements Step {

    @Override
    public Outcome perform(Wire wire) throws IOException {
      return outcome(wire.send(request), facts);
    }

    @Override
    public Outcome expect(ModelS3 state) {
      Outcome expected = ask(state, model);
      return request.method().equals("HEAD") ? expected.withoutBody() : expected;
    }

    @Override
    public String toString() {
      return request.toString();
    }
  }
}
