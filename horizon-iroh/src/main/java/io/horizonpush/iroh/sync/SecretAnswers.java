package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.DocumentSecret;
import java.util.Optional;

/**
 * Gives members that may write a bucket the secrets of its documents. Everybody else hears the same
 * as of a bucket that is not here. Thread-safe.
 */
public final class SecretAnswers implements StreamHandler {

  private final SyncGround ground;

  public SecretAnswers(SyncGround ground) {
    this.ground = ground;
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    SecretQuestion asked = SecretQuestion.decode(first);
    Optional<DocumentSecret> secret =
        ground.access().mayWrite(peer, asked.bucket()) ? find(asked) : Optional.empty();
    stream.send(SecretQuestion.encodeAnswer(secret), SecretQuestion.PATIENCE);
    stream.finish();
  }

  private Optional<DocumentSecret> find(SecretQuestion asked) {
    return ground
        .index()
        .read(tables -> tables.buckets().find(asked.bucket()))
        .flatMap(bucket -> ground.stores().documents().secret(bucket, asked.document()));
  }
}
