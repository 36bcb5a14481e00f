package io.horizonpush.s3.form;

import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of a form that stand for headers of a PUT. Stateless. */
final class FormHeaders {

  /** These are about the form, not about the object. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-security-token",
          "x-amz-signature");

  private FormHeaders() {}

  /**
   * The headers that say the same as the fields.
   *
   * @throws S3Exception {@code InvalidArgument} if a field cannot be a header, or says what another
   *     one says; {@code MalformedXML} if the tags are no document
   */
  static List<RequestHead.Header> of(FormFields fields) {
    List<RequestHead.Header> headers = new ArrayList<>();
    fields.values().forEach((name, value) -> add(headers, name, value));
    Set<String> names = headers.stream().map(RequestHead.Header::name).collect(Collectors.toSet());
    if (names.size() < headers.size()) {
      throw FormErrors.badField("x-amz-acl", "Two fields of the form say the same.");
    }
    return headers;
  }

  private static void add(List<RequestHead.Header> headers, String name, String value) {
    if (name.equals("acl")) {
      headers.add(header("x-amz-acl", value));
    } else if (name.equals("tagging")) {
      headers.add(header("x-amz-tagging", tags(value)));
    } else if (ObjectMetadata.STANDARD.contains(name)
        || (name.startsWith("x-amz-") && !CREDENTIALS.contains(name))) {
      headers.add(header(name, value));
    }
  }

  /** Headers have one char for each byte. */
  private static RequestHead.Header header(String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return RequestHead.Header.checked(name, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** A form has its tags as a document, a header as a query string. */
  private static String tags(String document) {
    XmlElement root =
        XmlParser.parse(reader(document))
            .filter(element -> element.name().equals("Tagging"))
            .orElseThrow(XmlParser::malformed);
    return root.children("TagSet")
        .flatMap(set -> set.children("Tag"))
        .map(
            tag ->
                PercentCoding.encode(tag.text("Key").orElseThrow(XmlParser::malformed))
                    + '='
                    + PercentCoding.encode(tag.text("Value").orElseThrow(XmlParser::malformed)))
        .collect(Collectors.joining("&"));
  }

  private static ContentReader reader(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Iterator<ByteBuffer> pieces =
        bytes.length == 0
            ? List.<ByteBuffer>of().iterator()
            : List.of(ByteBuffer.wrap(bytes)).iterator();
    return () -> pieces.hasNext() ? Optional.of(pieces.next()) : Optional.empty();
  }
}
