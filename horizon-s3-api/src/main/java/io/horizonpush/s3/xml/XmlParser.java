package io.horizonpush.s3.xml;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the small XML documents that requests carry. Documents with a DTD are refused, so there are
 * no entities to expand; size and depth are bounded.
 *
 * <p>Thread-safe: each document has a parser of its own.
 */
public final class XmlParser {

  /** The largest document in bytes: 10,000 parts with their checksums fit. */
  public static final int MAX_BYTES = 2 << 20;

  private static final int MAX_DEPTH = 16;

  /** More than the largest document that means something: 10,000 parts with all their checksums. */
  private static final int MAX_ELEMENTS = 100_000;

  /** A document takes about ten times its length; all together may take a sixth of the heap. */
  private static final DocumentMemory MEMORY =
      new DocumentMemory(Math.max(2L * MAX_BYTES, Runtime.getRuntime().maxMemory() / 64));

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final XMLInputFactory FACTORY = hardenedFactory();

  private final XMLStreamReader reader;
  private int elements;

  private XmlParser(XMLStreamReader reader) {
    this.reader = reader;
  }

  /**
   * Reads a whole body as one document.
   *
   * @return nothing when the body is empty
   * @throws S3Exception {@code MalformedXML}, {@code MaxMessageLengthExceeded}, {@code SlowDown}
   *     when others needed the room, and what {@code body} throws
   */
  public static Optional<XmlElement> parse(ContentReader body) {
    try (DocumentMemory.Document document = MEMORY.begin()) {
      byte[] bytes = read(body, document);
      return bytes.length == 0 ? Optional.empty() : Optional.of(parse(bytes));
    }
  }

  /**
   * Reads a document that is in memory already.
   *
   * @throws S3Exception {@code MalformedXML}
   */
  public static XmlElement parse(byte[] document) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(text(document)));
      try {
        return new XmlParser(reader).root();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw malformed();
    }
  }

  /**
   * Every document of S3 is UTF-8, whatever it declares. The parser of the JDK writes about faults
   * of an encoding to standard error, so it must not meet any.
   */
  private static String text(byte[] document) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  /** The error for a document that is not what the operation expects. */
  public static S3Exception malformed() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_XML,
        "The XML you provided was not well-formed or did not validate against our published schema");
  }

  /**
   * Reads a whole body.
   *
   * @throws S3Exception {@code MaxMessageLengthExceeded}, {@code SlowDown} when others needed the
   *     room, and what {@code body} throws
   */
  public static byte[] readAll(ContentReader body) {
    try (DocumentMemory.Document document = MEMORY.begin()) {
      return read(body, document);
    }
  }

  private static byte[] read(ContentReader body, DocumentMemory.Document document) {
    for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
      ByteBuffer piece = next.get();
      if (document.length() + piece.remaining() > MAX_BYTES) {
        throw new S3Exception(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED, "Your request was too big.")
            .with("MaxMessageLengthBytes", Integer.toString(MAX_BYTES));
      }
      document.add(piece);
    }
    return document.whole();
  }

  private XmlElement root() throws XMLStreamException {
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.DTD) {
        throw malformed();
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        XmlElement root = element(1);
        while (reader.hasNext()) {
          reader.next();
        }
        return root;
      }
    }
    throw malformed();
  }

  private XmlElement element(int depth) throws XMLStreamException {
    if (depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
      throw malformed();
    }
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    while (true) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return new XmlElement(name, text.toString(), children);
        }
        case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
        default -> throw malformed();
      }
    }
  }

  private static XMLInputFactory hardenedFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }
}
