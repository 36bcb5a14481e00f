package io.horizonpush.s3.xml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An element of a request's document, names without their namespace.
 *
 * @param text the characters directly inside it, not trimmed
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

  public XmlElement {
    children = List.copyOf(children);
  }

  /** The children of a name, in order. */
  public Stream<XmlElement> children(String childName) {
    return children.stream().filter(child -> child.name.equals(childName));
  }

  /** The text of the first child of a name. */
  public Optional<String> text(String childName) {
    return children(childName).findFirst().map(XmlElement::text);
  }
}
