package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.pipeline.Exchange;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.TestingClients;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A request without a connection, and the status it was answered with. */
final class RecordedExchange implements Exchange {

  private final RequestHead head;
  private final ByteBuffer body;
  private int status;

  RecordedExchange(RequestHead head, byte[] body) {
    this.head = head;
    this.body = ByteBuffer.wrap(body);
  }

  /** Zero while there is no answer, negative once the connection broke. */
  int status() {
    return status;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Optional<S3Exception> fault() {
    return Optional.empty();
  }

  @Override
  public ContentReader body() {
    return () -> {
      if (!body.hasRemaining()) {
        return Optional.empty();
      }
      int length = Math.min(1000, body.remaining());
      ByteBuffer piece = body.slice(body.position(), length);
      body.position(body.position() + length);
      return Optional.of(piece);
    };
  }

  @Override
  public Client client() {
    return TestingClients.LOCAL;
  }

  @Override
  public void send(S3Response response, RequestId id, Sent sent) {
    status = response.status();
    response.close();
  }

  @Override
  public boolean begun() {
    return false;
  }

  @Override
  public void abort() {
    status = -1;
  }
}
