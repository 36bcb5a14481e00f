package io.horizonpush.iroh.share;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a record of members or shares: lines {@code name=value}, ordered by name, without a
 * line end behind the last. The same record has the same text, whoever writes it.
 *
 * <p>A name that is not known is kept, and counts for nothing, unless it begins with {@code !}: a
 * record with such a one counts for nothing as a whole ({@link #understood}). Immutable.
 */
final class Fields {

  /** The longest text, in characters. */
  static final int LONGEST = 4096;

  private static final Pattern NAME = Pattern.compile("!?[a-z][a-z0-9-]{0,31}");

  private final SortedMap<String, String> values;

  private Fields(SortedMap<String, String> values) {
    this.values = Collections.unmodifiableSortedMap(values);
  }

  /** No fields. */
  static Fields none() {
    return new Fields(new TreeMap<>());
  }

  /**
   * The fields of a text.
   *
   * @throws IllegalArgumentException if it is not what {@link #text} writes
   */
  static Fields parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("A record has at most " + LONGEST + " characters");
    }
    SortedMap<String, String> values = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int at = line.indexOf('=');
      if (at < 0) {
        throw new IllegalArgumentException("A line of a record is no name=value");
      }
      checkedPut(values, line.substring(0, at), line.substring(at + 1));
    }
    Fields fields = new Fields(values);
    if (!fields.text().equals(text)) {
      throw new IllegalArgumentException("A record is not in its one form");
    }
    return fields;
  }

  private static void checkedPut(SortedMap<String, String> values, String name, String value) {
    if (!NAME.matcher(name).matches() || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("A record has a field that cannot be");
    }
    values.put(name, value);
  }

  /** The same with a field set. */
  Fields with(String name, String value) {
    SortedMap<String, String> changed = new TreeMap<>(values);
    checkedPut(changed, name, value);
    return new Fields(changed);
  }

  /** The same with a field set if there is a value for it. */
  Fields with(String name, Optional<String> value) {
    return value.map(each -> with(name, each)).orElse(this);
  }

  /** The same with a field that lists something, unless it lists nothing. */
  <T> Fields with(String name, Collection<T> items, Function<T, String> text) {
    return items.isEmpty()
        ? this
        : with(name, items.stream().map(text).collect(Collectors.joining(",")));
  }

  /** The same without the fields of these names. */
  Fields without(Collection<String> names) {
    SortedMap<String, String> rest = new TreeMap<>(values);
    rest.keySet().removeAll(names);
    return new Fields(rest);
  }

  /** The same with those of others, which replace their namesakes. */
  Fields with(Fields others) {
    SortedMap<String, String> all = new TreeMap<>(values);
    all.putAll(others.values);
    return new Fields(all);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * The value of a field that must be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  String require(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("A record has no field " + name));
  }

  /**
   * The items of a field that lists something; none if it is not there.
   *
   * @throws IllegalArgumentException if there are more than {@code most}
   */
  <T> List<T> list(String name, int most, Function<String, T> item) {
    List<T> items = new ArrayList<>();
    if (values.containsKey(name)) {
      for (String each : require(name).split(",", -1)) {
        items.add(item.apply(each));
      }
    }
    if (items.size() > most) {
      throw new IllegalArgumentException("A record lists too much as " + name);
    }
    return items;
  }

  /**
   * The same, if every field that must be understood has one of these names.
   *
   * @throws IllegalArgumentException if a newer node alone understands it
   */
  Fields understood(Collection<String> known) {
    if (!values.keySet().stream().allMatch(name -> !name.startsWith("!") || known.contains(name))) {
      throw new IllegalArgumentException("A newer node alone understands this record");
    }
    return this;
  }

  /**
   * The record that was read of these fields.
   *
   * @param text of the record
   * @throws IllegalArgumentException if that is another: the fields were not in their one form
   */
  <T> T requireText(T record, String text) {
    if (!text.equals(text())) {
      throw new IllegalArgumentException("A record is not in its one form");
    }
    return record;
  }

  /** The text. */
  String text() {
    return values.entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fields that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
