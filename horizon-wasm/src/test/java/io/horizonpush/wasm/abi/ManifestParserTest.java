package io.horizonpush.wasm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.Manifest.Isolation;
import io.horizonpush.wasm.abi.Manifest.Multipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests: what they say, and what is refused with its name. */
class ManifestParserTest {

  private static final String LEAST =
      "{'abi': 1, 'name': 'redact', 'version': '1.0.0', 'phases': ['response']}";

  private static Manifest parse(String json) {
    return ManifestParser.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String with(String field) {
    return LEAST.substring(0, LEAST.length() - 1) + ", " + field + "}";
  }

  @Test
  void theLeast_hasTheValuesOfTheAbi() {
    Manifest manifest = parse(LEAST);

    assertThat(manifest.about().name()).isEqualTo("redact");
    assertThat(manifest.phases()).containsExactly(Phase.RESPONSE);
    assertThat(manifest.match()).isEqualTo(Match.ALL);
    assertThat(manifest.bodies().response()).isEqualTo(BodyAccess.NONE);
    assertThat(manifest.bodies().hold()).isEqualTo(1 << 20);
    assertThat(manifest.bodies().deterministic()).isTrue();
    assertThat(manifest.bodies().preservesLength()).isFalse();
    assertThat(manifest.bodies().multipart()).isEqualTo(Multipart.REFUSE);
    assertThat(manifest.grants()).isEqualTo(Grants.NONE);
    assertThat(manifest.running().limits()).isEqualTo(PluginLimits.DEFAULT);
    assertThat(manifest.running().limits().pages()).isEqualTo(256);
    assertThat(manifest.running().isolation()).isEqualTo(Isolation.POOLED);
    assertThat(manifest.running().tick()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void everyField_isKept() {
    Manifest manifest =
        parse(
            """
            {'abi': 1, 'name': 'all', 'version': '1.2.3-rc.1+b', 'description': 'd',
             'homepage': 'h', 'license': 'l',
             'phases': ['authorize', 'cache', 'request', 'response', 'event', 'tick'],
             'priority': -7,
             'match': {'buckets': ['media'], 'keys': ['*.txt'], 'operations': ['GetObject'],
                       'content-types': ['text/*'], 'size': {'min': '1KiB', 'max': '4MiB'}},
             'body': {'request': 'read', 'response': 'write'}, 'length': 'preserving',
             'deterministic': false, 'multipart': 'per-part', 'hold': '2MiB',
             'grants': ['http.rewrite', 'docs.read=media/a'],
             'limits': {'memory': '32MiB', 'cpu': '100ms', 'request': '1m', 'init': '1s'},
             'isolation': 'per-request', 'tick': '5s',
             'config': {'type': 'object'}}""");

    assertThat(manifest.about().version()).isEqualTo("1.2.3-rc.1+b");
    assertThat(manifest.about().license()).contains("l");
    assertThat(manifest.phases()).hasSize(6);
    assertThat(manifest.priority()).isEqualTo(-7);
    assertThat(manifest.match().operations()).containsExactly(S3Operation.GET_OBJECT);
    assertThat(manifest.match().size()).isEqualTo(new Match.Size(1 << 10, 4 << 20));
    assertThat(manifest.bodies())
        .isEqualTo(
            new Manifest.Bodies(
                BodyAccess.READ, BodyAccess.WRITE, true, false, Multipart.PER_PART, 2 << 20));
    assertThat(manifest.grants().rewrite()).isTrue();
    assertThat(manifest.running().limits())
        .isEqualTo(
            new PluginLimits(
                32L << 20, Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofSeconds(1)));
    assertThat(manifest.running().isolation()).isEqualTo(Isolation.PER_REQUEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'colour': 1 | colour is a field that this node does not know",
        "'match': {'buckts': []} | match.buckts is a field that this node does not know",
        "'body': {'answer': 'read'} | body.answer is a field",
        "'limits': {'time': '1s'} | limits.time is a field",
        "'match': {'size': {'most': '1B'}} | match.size.most is a field",
        "'priority': 1001 | priority is no number between -1000 and 1000",
        "'priority': '1' | priority is no number",
        "'priority': 1.5 | priority is no number",
        "'match': [] | match is no object",
        "'match': {'buckets': 'media'} | match.buckets is no list",
        "'match': {'buckets': ['a b']} | match.buckets[0] is neither a bucket's name nor *",
        "'match': {'keys': ['a', '']} | match.keys[1] is no pattern",
        "'match': {'keys': ['a\\u0000']} | match.keys[0] is no pattern",
        "'match': {'operations': ['GetObjekt']} | match.operations[0] is no operation of S3",
        "'match': {'size': {'min': '2B', 'max': '1B'}} | match.size.min is more than max",
        "'match': {'size': {'min': 5}} | match.size.min is no text",
        "'body': {'response': 'rewrite'} | body.response is none of none, read, write",
        "'body': {'request': 'read'} | body.request needs the phase request",
        "'length': 'same' | length is none of preserving, changing",
        "'deterministic': 'yes' | deterministic is neither true nor false",
        "'multipart': 'on-complete' | multipart is none of refuse, per-part",
        "'hold': '1GiB' | hold is more than 16 MiB",
        "'hold': '99999999999999999999MiB' | hold is no size",
        "'limits': {'memory': '16 MB'} | limits.memory is no size",
        "'limits': {'cpu': 50} | limits.cpu is no text",
        "'limits': {'cpu': '-1ms'} | limits.cpu is no duration",
        "'isolation': 'shared' | isolation is none of pooled, per-request",
        "'tick': '10ms' | tick is less than 1s",
        "'grants': ['files'] | grants: the grant files is none that this node knows",
        "'config': {'type': 'string'} | config.type is not object",
        "'config': {'$ref': 'http://a'} | config.$ref is a field that this node does not know",
      })
  void aField_thatIsWrong_isRefusedByItsName(String field, String message) {
    assertThatThrownBy(() -> parse(with(field)))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageStartingWith("the manifest: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'name': 'a', 'version': '1.0.0', 'phases': ['tick']} | abi is missing",
        "{'abi': 2, 'name': 'a', 'version': '1.0.0', 'phases': ['tick']} | abi is no number",
        "{'abi': 1, 'version': '1.0.0', 'phases': ['tick']} | name is missing",
        "{'abi': 1, 'name': 'A', 'version': '1.0.0', 'phases': ['tick']} | name is not of the form",
        "{'abi': 1, 'name': 'a', 'version': '1', 'phases': ['tick']} | version is not of the form",
        "{'abi': 1, 'name': 'a', 'version': '01.0.0', 'phases': ['tick']} | version is not",
        "{'abi': 1, 'name': 'a', 'version': '1.0.0', 'phases': []} | phases names none",
        "{'abi': 1, 'name': 'a', 'version': '1.0.0', 'phases': ['go']} | phases[0] is none of",
        "{'abi': 1, 'name': 'a', 'version': '1.0.0', 'phases': ['tick', 'tick']} | phases[1] is",
        "{'abi': 1, 'abi': 1} | it is no JSON",
        "[] | it is no object",
        "{'abi': 1} {} | it is no JSON",
        "{'abi' | it is no JSON",
        "'' | it is no object",
      })
  void aManifest_thatIsNone_isRefused(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aManifest_thatIsTooLong_orNotText_orTooDeep_isRefused() {
    assertThatThrownBy(() -> ManifestParser.parse(new byte[(64 << 10) + 1]))
        .hasMessageContaining("more than 65536 bytes");
    assertThatThrownBy(() -> ManifestParser.parse(new byte[] {'"', (byte) 0xFF, '"'}))
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> parse("[".repeat(100)))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("nesting");
    assertThatThrownBy(() -> parse("")).isInstanceOf(RefusedPluginException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "GetObject, media, a.txt, true",
    "GetObject, media, a/b.txt, true",
    "HeadObject, media, a.txt, false",
    "GetObject, other, a.txt, false",
    "GetObject, media, a.png, false",
    "GetObject, media, , false",
    "GetObject, , a.txt, false",
  })
  void aMatch_takesWhatAllItsPartsTake(
      String operation, String bucket, String key, boolean expected) {
    Match.Matcher matcher =
        new Match(
                java.util.List.of("media"),
                java.util.List.of("*.txt"),
                Set.of(S3Operation.GET_OBJECT),
                java.util.List.of(),
                Match.ALL.size())
            .matcher();
    S3Operation asked =
        operation.equals("GetObject") ? S3Operation.GET_OBJECT : S3Operation.HEAD_OBJECT;

    assertThat(matcher.takes(asked, Optional.ofNullable(bucket), Optional.ofNullable(key)))
        .isEqualTo(expected);
    assertThat(
            Match.ALL.matcher().takes(asked, Optional.ofNullable(bucket), Optional.ofNullable(key)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 5, true",
    "TEXT/HTML; charset=utf-8, 10, true",
    "image/png, 5, false",
    "text/plain, 11, false",
    "text/plain, , false",
    ", 5, false",
  })
  void aMatch_looksAtTypeAndSizeOfObjects(String type, Long size, boolean expected) {
    Match.Matcher matcher =
        new Match(
                java.util.List.of("*"),
                java.util.List.of(),
                Set.of(),
                java.util.List.of("text/*"),
                new Match.Size(0, 10))
            .matcher();

    assertThat(
            matcher.takesObject(
                Optional.ofNullable(type),
                size == null ? OptionalLong.empty() : OptionalLong.of(size)))
        .isEqualTo(expected);
  }

  @Test
  void limits_aboveTheNodes_areRefusedByName() {
    PluginLimits large =
        new PluginLimits(
            512L << 20, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));

    assertThatThrownBy(() -> large.within(PluginLimits.CEILING))
        .hasMessage("the manifest: limits.memory is more than the 256 MiB that this node gives");
    assertThat(PluginLimits.DEFAULT.within(PluginLimits.CEILING)).isEqualTo(PluginLimits.DEFAULT);
  }
}
