package io.horizonpush.node.model;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an object has besides its bytes.
 *
 * @param headers the standard ones that were sent, by lower-case name
 * @param user the metadata, by name without its prefix
 * @param acl the name of the access control list
 * @param lock what keeps it from being removed
 */
record ModelDetails(
    SortedMap<String, String> headers,
    SortedMap<String, String> user,
    SortedMap<String, String> tags,
    String acl,
    ModelLock lock) {

  static final String PRIVATE = "private";

  static final ModelDetails NONE =
      new ModelDetails(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), PRIVATE, ModelLock.NONE);

  ModelDetails {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  ModelDetails withTags(Map<String, String> others) {
    return new ModelDetails(headers, user, new TreeMap<>(others), acl, lock);
  }

  ModelDetails withAcl(String other) {
    return new ModelDetails(headers, user, tags, other, lock);
  }

  ModelDetails withLock(ModelLock other) {
    return new ModelDetails(headers, user, tags, acl, other);
  }

  /** The headers that ask for all this. */
  List<String> asHeaders() {
    List<String> lines = new ArrayList<>(metadataHeaders());
    if (!tags.isEmpty()) {
      lines.add("x-amz-tagging: " + tagHeader());
    }
    if (!acl.equals(PRIVATE)) {
      lines.add("x-amz-acl: " + acl);
    }
    lines.addAll(lock.headers());
    return lines;
  }

  List<String> metadataHeaders() {
    List<String> lines = new ArrayList<>();
    headers.forEach((name, value) -> lines.add(name + ": " + value));
    user.forEach((name, value) -> lines.add("x-amz-meta-" + name + ": " + value));
    return lines;
  }

  String tagHeader() {
    List<String> pairs = new ArrayList<>();
    tags.forEach(
        (key, value) -> pairs.add(Request.parameter(key) + "=" + Request.parameter(value)));
    return String.join("&", pairs);
  }

  /** The document of the tags. */
  String tagDocument() {
    StringBuilder xml = new StringBuilder("<Tagging><TagSet>");
    tags.forEach(
        (key, value) ->
            xml.append("<Tag><Key>")
                .append(key)
                .append("</Key><Value>")
                .append(value)
                .append("</Value></Tag>"));
    return xml.append("</TagSet></Tagging>").toString();
  }

  /** What the answer to a read says of all this. */
  List<String> facts() {
    List<String> facts = new ArrayList<>();
    facts.add("content-type: " + headers.getOrDefault("content-type", "binary/octet-stream"));
    facts.add("cache-control: " + headers.getOrDefault("cache-control", ""));
    user.forEach((name, value) -> facts.add("x-amz-meta-" + name + ": " + value));
    facts.add("tags: " + (tags.isEmpty() ? "" : Integer.toString(tags.size())));
    facts.addAll(lock.facts());
    return facts;
  }

  /** Reads from an answer what {@link #facts} expects. */
  static List<String> facts(Reply reply) {
    List<String> facts = new ArrayList<>();
    facts.add("content-type: " + reply.header("content-type"));
    facts.add("cache-control: " + reply.header("cache-control"));
    new TreeMap<>(reply.headers())
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-amz-meta-")) {
                facts.add(name + ": " + value);
              }
            });
    facts.add("tags: " + reply.header("x-amz-tagging-count"));
    facts.add("lock: " + reply.header("x-amz-object-lock-mode"));
    facts.add("hold: " + reply.header("x-amz-object-lock-legal-hold"));
    return facts;
  }
}
