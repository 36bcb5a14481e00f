package io.horizonpush.s3.xml;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.store.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes one XML document of the S3 protocol.
 *
 * <p>Characters that XML 1.0 forbids, such as U+0001 in a key, become numeric references as AWS
 * writes them: refusing them would make a whole bucket unlistable. Confined to one thread.
 */
public final class XmlWriter {

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A long document is made, and let go of when it is sent, in pieces of about so many bytes. */
  private static final int PIECE = 32 << 10;

  private final StringBuilder out = new StringBuilder(1024);
  private final List<ByteBuffer> pieces = new ArrayList<>(1);

  /** Begins a document in the S3 namespace. */
  public static XmlWriter document(String root) {
    XmlWriter writer = new XmlWriter();
    writer.out.append("<").append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    return writer;
  }

  /** Begins a document without a namespace, as errors are. */
  public static XmlWriter plainDocument(String root) {
    return new XmlWriter().open(root);
  }

  private XmlWriter() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  }

  public XmlWriter open(String element) {
    out.append('<').append(element).append('>');
    return this;
  }

  /** Opens an element that says of what type it is, as only the grantees of an ACL do. */
  public XmlWriter openTyped(String element, String type) {
    out.append('<').append(element).append(" xmlns:xsi=\"").append(SCHEMA_INSTANCE);
    out.append("\" xsi:type=\"").append(type).append("\">");
    return this;
  }

  public XmlWriter close(String element) {
    out.append("</").append(element).append('>');
    if (out.length() >= PIECE) {
      endPiece();
    }
    return this;
  }

  private void endPiece() {
    if (!out.isEmpty()) {
      pieces.add(ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8)));
      out.setLength(0);
    }
  }

  /** Writes text into the open element. */
  public XmlWriter text(String text) {
    escape(text);
    return this;
  }

  /** Writes an element that holds only text. */
  public XmlWriter element(String name, String text) {
    return open(name).text(text).close(name);
  }

  public XmlWriter element(String name, long number) {
    open(name);
    out.append(number);
    return close(name);
  }

  /** Writes a time as AWS does, always with three digits of a second. */
  public XmlWriter element(String name, Instant time) {
    return element(name, TIME.format(time));
  }

  public XmlWriter element(String name, boolean value) {
    return element(name, Boolean.toString(value));
  }

  /** Closes the root and gives the document. */
  public byte[] finish(String root) {
    close(root).endPiece();
    ByteBuffer document = ByteBuffer.allocate(length());
    pieces.forEach(piece -> document.put(piece.duplicate()));
    return document.array();
  }

  private int length() {
    return pieces.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  /** Closes the root and makes the document an answer. */
  public S3Response respond(int status, String root) {
    close(root).endPiece();
    return response(status, pieces, length());
  }

  /** An answer that carries a finished document. */
  public static S3Response response(int status, byte[] document) {
    return response(status, List.of(ByteBuffer.wrap(document)), document.length);
  }

  private static S3Response response(int status, List<ByteBuffer> document, int length) {
    List<Content> body = document.stream().<Content>map(Content.Memory::new).toList();
    return new S3Response(status, Map.of("content-type", "application/xml"), body, length);
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> {
          if (c == '\t' || c == '\n' || (c >= ' ' && c != 0xFFFE && c != 0xFFFF)) {
            out.append(c);
          } else {
            out.append("&#x").append(Integer.toHexString(c)).append(';');
          }
        }
      }
    }
  }
}
