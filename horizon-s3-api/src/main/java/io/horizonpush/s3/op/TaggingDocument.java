package io.horizonpush.s3.op;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.Tags.Carrier;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;

/**
 * The document {@code Tagging} of objects and buckets. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Tagging.html">AWS: Tagging</a>
 */
final class TaggingDocument {

  private static final String ROOT = "Tagging";

  private TaggingDocument() {}

  /**
   * Reads a document.
   *
   * @throws S3Exception {@code MalformedXML} when the document is another, {@code InvalidTag} when
   *     its tags break a rule
   */
  static Tags read(XmlElement root, Carrier carrier) {
    if (!root.name().equals(ROOT)) {
      throw XmlParser.malformed();
    }
    XmlElement set = only(root, "TagSet");
    if (set.children().stream().anyMatch(child -> !child.name().equals("Tag"))) {
      throw XmlParser.malformed();
    }
    return Tags.of(set.children().stream().map(TaggingDocument::tag).toList(), carrier);
  }

  /** Writes a document, which lacks the tags' carrier: both kinds look the same. */
  static byte[] write(Tags tags) {
    XmlWriter xml = XmlWriter.document(ROOT).open("TagSet");
    for (Tag tag : tags.list()) {
      xml.open("Tag").element("Key", tag.key()).element("Value", tag.value()).close("Tag");
    }
    return xml.close("TagSet").finish(ROOT);
  }

  private static Tag tag(XmlElement tag) {
    return new Tag(only(tag, "Key").text(), only(tag, "Value").text());
  }

  private static XmlElement only(XmlElement parent, String name) {
    List<XmlElement> found = parent.children(name).toList();
    if (found.size() != 1) {
      throw XmlParser.malformed();
    }
    return found.getFirst();
  }
}
