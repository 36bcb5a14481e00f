package io.horizonpush.s3.form;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.request.TestingClients.LOCAL;

import io.horizonpush.s3.auth.Authenticated;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.SignatureV2Access;
import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.filter.Caller;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.payload.PayloadReaders;
import io.horizonpush.s3.request.Client;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.store.ContentReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A form as a browser would send it; immutable. Built in the order in which it is sent. */
public record TestingForm(List<String> parts, String bucket) {

  public static final String BOUNDARY = "----form8fA";
  public static final String DEFAULT_POLICY =
      policy(
          "{\"bucket\": \"bucket\"}",
          "[\"starts-with\", \"$key\", \"foo\"]",
          "{\"acl\": \"private\"}",
          "[\"starts-with\", \"$Content-Type\", \"text/plain\"]",
          "[\"content-length-range\", 0, 1024]");

  private static final RequestParser PARSER =
      new RequestParser(new Endpoint(List.of("localhost")), false);

  public TestingForm {
    parts = List.copyOf(parts);
  }

  /** A form with fields, given as names and values in turn. */
  public static TestingForm of(String... fields) {
    TestingForm form = new TestingForm(List.of(), "bucket");
    for (int at = 0; at < fields.length; at += 2) {
      form = form.with(fields[at], fields[at + 1]);
    }
    return form;
  }

  /** The fields that {@link #DEFAULT_POLICY} allows, signed with Version 2, and a file. */
  public static TestingForm usual(String policy) {
    return of("key", "foo.txt", "acl", "private", "Content-Type", "text/plain")
        .signedV2(policy)
        .file("foo.txt", "bar");
  }

  /** An hour of validity and these conditions. */
  public static String policy(String... conditions) {
    return "{\"expiration\": \"2026-11-23T10:00:00Z\", \"conditions\": [%s]}"
        .formatted(String.join(", ", conditions));
  }

  public TestingForm with(String name, String value) {
    return part("form-data; name=\"" + name + "\"", value);
  }

  public TestingForm file(String filename, String content) {
    return part("form-data; name=\"file\"; filename=\"" + filename + "\"", content);
  }

  public TestingForm part(String disposition, String content) {
    List<String> more = new ArrayList<>(parts);
    more.add("Content-Disposition: " + disposition + "\r\nX-Other: x\r\n\r\n" + content);
    return new TestingForm(more, bucket);
  }

  public TestingForm to(String otherBucket) {
    return new TestingForm(parts, otherBucket);
  }

  public TestingForm signedV2(String policy) {
    String encoded = base64(policy);
    return with("AWSAccessKeyId", ID)
        .with("signature", TestingSigner.signV2(encoded))
        .with("policy", encoded);
  }

  public TestingForm signedV4(String policy) {
    String encoded = base64(policy);
    return with("x-amz-algorithm", "AWS4-HMAC-SHA256")
        .with("x-amz-credential", ID + "/20261123/us-east-1/s3/aws4_request")
        .with("x-amz-date", "20261123T090000Z")
        .with("x-amz-signature", TestingSigner.signV4("20261123", encoded))
        .with("policy", encoded);
  }

  /** The conditions that cover the fields of {@link #signedV4}. */
  public static String v4Conditions() {
    return "{\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-date\": \"20261123T090000Z\"},"
        + "{\"x-amz-credential\": \"%s/20261123/us-east-1/s3/aws4_request\"}".formatted(ID);
  }

  public RequestHead head() {
    return new RequestHead(
        "POST",
        "/s3/" + bucket,
        "",
        List.of(
            new RequestHead.Header("host", "localhost:3000"),
            new RequestHead.Header("content-type", "multipart/form-data; boundary=" + BOUNDARY),
            new RequestHead.Header("content-length", Integer.toString(body().length))));
  }

  public byte[] body() {
    StringBuilder text = new StringBuilder();
    parts.forEach(part -> text.append("--" + BOUNDARY + "\r\n" + part + "\r\n"));
    return text.append("--" + BOUNDARY + "--\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Authenticator authenticator() {
    return new Authenticator(
        TestingSigner::find,
        List.of(),
        new UnsignedSender.Anybody(),
        new SignatureV2Access.On(new Endpoint(List.of("localhost"))));
  }

  /** Reads the form as the pipeline does. */
  FormUpload open() {
    return open(head(), body(), 4096);
  }

  static FormUpload open(RequestHead head, byte[] body, int pieces) {
    return open(head, body, pieces, LOCAL);
  }

  static FormUpload open(RequestHead head, byte[] body, int pieces, Client client) {
    Authenticator authenticator = authenticator();
    Authenticated sender = authenticator.authenticate(head, client, NOW);
    ObjectInput.PostForm input = (ObjectInput.PostForm) PARSER.parse(head);
    RequestBody whole =
        PayloadReaders.open(head, input.operation(), sender.payload(), cut(body, pieces));
    return new FormUploads(authenticator, PARSER::parse)
        .open(head, input, new Caller(RequestId.next(), sender.principal(), client), whole, NOW);
  }

  /** What the file has, read to its end. */
  static String read(ContentReader file) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = file.next(); next.isPresent(); next = file.next()) {
      byte[] piece = new byte[next.get().remaining()];
      next.get().get(piece);
      all.writeBytes(piece);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** Bytes in pieces of one size, each valid until the next is read. */
  static ContentReader cut(byte[] body, int size) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < body.length; at += size) {
      pieces.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)));
    }
    return volatilePieces(pieces);
  }

  /** Pieces that are overwritten as soon as the next one is asked for. */
  static ContentReader volatilePieces(List<byte[]> pieces) {
    Iterator<byte[]> iterator = pieces.iterator();
    byte[][] previous = {new byte[0]};
    return () -> {
      Arrays.fill(previous[0], (byte) '?');
      if (!iterator.hasNext()) {
        return Optional.empty();
      }
      previous[0] = iterator.next().clone();
      return Optional.of(ByteBuffer.wrap(previous[0]));
    };
  }
}
