package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.transfer.TransferException;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.keys.KeyTransferException;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.node.origins.OriginRefusedException;
import io.horizonpush.node.testing.ApiDescription;
import io.horizonpush.node.testing.Json;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.wasm.registry.RegistryException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/openapi.yaml} against the routes and the records of the admin API. */
class OpenApiTest extends AdminApiTest {

  /** What is asked and answered, with all that it is made of. */
  private static final List<Class<?>> RECORDS =
      List.of(
          AdminError.class,
          Alarm.class,
          BackupReport.class,
          BackupRequest.class,
          BucketEpoch.class,
          BucketList.class,
          BucketMember.class,
          BucketImportReport.class,
          BucketImportRequest.class,
          BucketOriginsChange.class,
          BucketOriginsReport.class,
          BucketOptions.class,
          BucketReport.class,
          BucketRequest.class,
          CacheReport.class,
          ConnectedPeer.class,
          DrainReport.class,
          EvictionReport.class,
          EvictionRequest.class,
          GcReport.class,
          GcRequest.class,
          HomeMove.class,
          HomeReport.class,
          ImportedBucket.class,
          ImportedKey.class,
          KeyExportRequest.class,
          KeyImport.class,
          KeyList.class,
          KeyReport.class,
          KeyRequest.class,
          LeaveRequest.class,
          LeftBucket.class,
          MemberChange.class,
          MemberList.class,
          NewKey.class,
          NewKeyExport.class,
          NewTicket.class,
          NodeStatus.class,
          NodeSummary.class,
          OriginInput.class,
          OriginDrain.class,
          OriginList.class,
          OriginQueues.class,
          OriginTrialReport.class,
          NewPluginTicket.class,
          PinList.class,
          PinRequest.class,
          PluginChange.class,
          PluginInstall.class,
          PluginList.class,
          PluginLog.class,
          PluginRollback.class,
          PluginShareRequest.class,
          PluginUpdate.class,
          PrefetchReport.class,
          PrefetchRequest.class,
          RemovedOrigin.class,
          RemovedPlugin.class,
          Resolution.class,
          RevokedKey.class,
          RevokedTicket.class,
          TicketImport.class,
          TicketList.class,
          TicketRequest.class,
          TicketRevocation.class,
          TransferList.class,
          TransferReport.class,
          TransitionReport.class,
          TransitionRequest.class,
          VerifyReport.class,
          VerifyRequest.class);

  /** Schemas that are no record: texts, and the events, of which the values are. */
  private static final Set<String> OTHERS =
      Set.of("BucketName", "Duration", "ErrorCode", "EventData");

  private final ApiDescription api = ApiDescription.read();

  private List<AdminRoute> routes() {
    return new AdminRoutes(control.controls(), new NodeMetrics()).all();
  }

  @Test
  void everyRoute_isInTheFile_andEveryOneInTheFileIsARoute() {
    assertThat(routes().stream().map(route -> route.method() + " " + route.template()))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(api.routes());
  }

  @Test
  void everyRoute_saysWhatItTakesAndAnswers() {
    Set<String> ids = new TreeSet<>();
    for (String route : api.routes()) {
      JsonNode operation = api.operation(route);
      assertThat(ids.add(operation.path("operationId").asText())).as(route).isTrue();
      assertThat(operation.path("summary").asText()).as(route).isNotBlank();
      assertThat(operation.path("responses").properties())
          .as(route)
          .extracting(Map.Entry::getKey)
          .anyMatch(status -> status.startsWith("2"));
      String path = route.split(" ", 2)[1];
      JsonNode declared = api.root().path("paths").path(path).path("parameters");
      List<String> names = new ArrayList<>();
      declared.forEach(each -> names.add("{" + api.resolved(each).path("name").asText() + "}"));
      assertThat(Stream.of(path.split("/", -1)).filter(step -> step.startsWith("{")))
          .as(route)
          .containsExactlyElementsOf(names);
    }
  }

  @Test
  void everyReference_leadsSomewhere() {
    assertThat(api.references())
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(api.root().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everyCodeOfAnError_isInTheFile() {
    List<String> codes = new ArrayList<>();
    api.root().at("/components/schemas/ErrorCode/enum").forEach(code -> codes.add(code.asText()));

    assertThat(codes)
        .containsAll(Stream.of(S3ErrorCode.values()).map(S3ErrorCode::code).toList())
        .containsAll(Stream.of(ShareException.Reason.values()).map(ShareErrors::code).toList())
        .containsAll(
            Stream.of(KeyTransferException.Reason.values()).map(KeyTransferErrors::code).toList())
        .containsAll(
            Stream.of(TransferException.Reason.values()).map(TransferErrors::code).toList())
        .containsAll(
            Stream.of(OriginRefusedException.Reason.values()).map(OriginErrors::code).toList())
        .containsAll(Stream.of(RegistryException.Reason.values()).map(PluginErrors::code).toList())
        .contains(OriginErrors.FAILED, OriginErrors.MISCONFIGURED, PluginErrors.REFUSED);
  }

  /**
   * A record, by what it is called in the file: an inner one by the outer one's name and its own.
   */
  private static void collect(Type type, Map<String, Class<?>> records) {
    if (type instanceof ParameterizedType generic) {
      Stream.of(generic.getActualTypeArguments()).forEach(each -> collect(each, records));
    }
    if (type instanceof Class<?> found && found.isRecord() && !isText(found)) {
      String name = name(found);
      if (records.put(name, found) == null) {
        Stream.of(found.getRecordComponents())
            .forEach(component -> collect(component.getGenericType(), records));
      }
    }
  }

  private static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer != null && outer.isRecord()
        ? name(outer) + type.getSimpleName()
        : type.getSimpleName();
  }

  /** What is written as one text. */
  private static boolean isText(Class<?> type) {
    return Set.of("BlobHash", "BucketName", "ETag", "KeyGrant", "ObjectKey", "Secret")
        .contains(type.getSimpleName());
  }

  private static Map<String, Class<?>> records() {
    Map<String, Class<?>> records = new TreeMap<>();
    RECORDS.forEach(type -> collect(type, records));
    return records;
  }

  @Test
  void everyRecord_isInTheFile_andEverySchemaIsARecord() {
    Set<String> schemas = new TreeSet<>();
    api.root().at("/components/schemas").fieldNames().forEachRemaining(schemas::add);
    Set<String> expected = new TreeSet<>(records().keySet());
    expected.addAll(OTHERS);

    assertThat(schemas).isEqualTo(expected);
  }

  @Test
  void everyField_isInTheFile_andRequiredUnlessItMayBeAbsent() {
    records()
        .forEach(
            (name, type) -> {
              JsonNode schema = api.root().at("/components/schemas/" + name);
              Set<String> fields = new TreeSet<>();
              Set<String> always = new TreeSet<>();
              for (RecordComponent component : type.getRecordComponents()) {
                String field = kebab(component.getName());
                fields.add(field);
                boolean optional =
                    component.getType().equals(Optional.class)
                        || component.getType().equals(OptionalLong.class)
                        || (name.equals("KeyRequest") && field.equals("grants"));
                if (!optional) {
                  always.add(field);
                }
                words(component)
                    .ifPresent(
                        words ->
                            assertThat(texts(schema.path("properties").path(field).path("enum")))
                                .as("%s.%s", name, field)
                                .isEqualTo(words));
              }
              Set<String> described = new TreeSet<>();
              schema.path("properties").fieldNames().forEachRemaining(described::add);
              assertThat(described).as(name).isEqualTo(fields);
              assertThat(texts(schema.path("required"))).as(name).isEqualTo(always);
              assertThat(schema.path("additionalProperties").asBoolean(true)).as(name).isFalse();
            });
  }

  /** The words of a field that is one of an enum's. */
  private static Optional<Set<String>> words(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType generic && component.getType().equals(Optional.class)) {
      type = generic.getActualTypeArguments()[0];
    }
    if (!(type instanceof Class<?> found) || !found.isEnum()) {
      return Optional.empty();
    }
    Set<String> words = new TreeSet<>();
    Stream.of(found.getEnumConstants()).forEach(each -> words.add(EnumWords.of((Enum<?>) each)));
    if (component.getDeclaringRecord().equals(TicketRequest.class)) {
      words.remove("owner"); // Which no ticket makes anybody.
    }
    return Optional.of(words);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void everyKindOfEvent_hasAValueInTheFile() {
    Map<String, String> values = new HashMap<>();
    api.root()
        .at("/components/schemas/EventData/allOf")
        .forEach(
            each ->
                values.put(
                    each.at("/if/properties/kind/const").asText(),
                    each.at("/then/properties/value/$ref").asText()));

    for (EventKind kind : EventKind.values()) {
      assertThat(values)
          .containsEntry(EnumWords.of(kind), "#/components/schemas/" + name(kind.type()));
    }
    assertThat(values).hasSameSizeAs(EventKind.values());
  }

  @Test
  void whatIsNotInTheFile_isFound() {
    assertThat(api.problems("GcReport", Json.read("{\"removed-blobs\":5}"))).isEmpty();
    assertThat(api.problems("GcReport", Json.read("{\"removed-blobs\":\"5\"}"))).isNotEmpty();
    assertThat(api.problems("GcReport", Json.read("{}"))).isNotEmpty();
    assertThat(api.problems("GcReport", Json.read("{\"removed-blobs\":5,\"x\":1}"))).isNotEmpty();
    assertThat(api.problems("DrainReport", Json.read("{\"took\":\"5s\"}"))).isNotEmpty();
  }

  @Test
  void theFile_isServed() throws IOException {
    assertThat(send("GET", "/admin/v1/openapi.yaml", host(), token()).body())
        .contains("openapi: 3.1.0");
  }
}
