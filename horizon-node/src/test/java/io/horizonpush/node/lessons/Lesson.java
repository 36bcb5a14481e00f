package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Signer;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A node on which nobody may do anything without a key, and callers with different rights. */
abstract class Lesson {

  /** One node for all lessons: each keeps to buckets of its own. */
  private static final class Shared {

    private static final NodeUnderTest NODE = start();
    private static final Signer ROOT =
        new Signer(NODE.rootAccessKeyId(), NODE.rootSecretAccessKey());

    private static NodeUnderTest start() {
      try {
        Path folder = Files.createTempDirectory("horizon-lessons");
        NodeUnderTest node = NodeUnderTest.start(folder, "--set", "s3.anonymous=never");
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        return node;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static NodeUnderTest node() {
    return Shared.NODE;
  }

  /** The holder of the root key, who may do everything. */
  static final Caller root() {
    return new Caller(Shared.ROOT);
  }

  /** Somebody without a key. */
  static Reply anybody(Request request) {
    return send(request);
  }

  /**
   * The holder of a new key.
   *
   * @param name whom it is for; keys of one name share their buckets
   * @param grants all that it may do; without any it may make buckets
   */
  static Caller caller(String name, String... grants) {
    ObjectNode asked = JsonNodeFactory.instance.objectNode().put("name", name);
    for (String grant : grants) {
      asked.withArray("grants").add(grant);
    }
    JsonNode key = Shared.NODE.order("/admin/v1/keys", asked.toString());
    return new Caller(Signer.of(key));
  }

  /** Refused for want of a right, and for nothing else; an answer to HEAD does not say. */
  static void assertDenied(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(403);
    if (reply.body().length > 0) {
      assertThat(reply.xml().value("Code")).isEqualTo("AccessDenied");
    }
  }

  /** A name that no other test uses. */
  static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Somebody who signs. */
  record Caller(Signer signer) {

    Reply send(Request request) {
      return Lesson.send(signer.sign(request));
    }

    Reply get(String target) {
      return send(Request.of("GET", target));
    }

    Reply put(String target, String body) {
      return send(Request.of("PUT", target).withText(body));
    }

    Reply post(String target, String body) {
      return send(Request.of("POST", target).withText(body).withDigest());
    }

    Reply delete(String target) {
      return send(Request.of("DELETE", target));
    }

    /** Makes a bucket of a fresh name. */
    String bucket(String prefix) {
      String name = fresh(prefix);
      Reply made = put(Request.at(name, ""), "");
      if (made.status() != 200) {
        throw new IllegalStateException(made.text());
      }
      return name;
    }
  }

  private static Reply send(Request request) {
    try (Wire wire = new Wire(Shared.NODE.s3().getPort())) {
      return wire.send(request);
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    }
  }
}
