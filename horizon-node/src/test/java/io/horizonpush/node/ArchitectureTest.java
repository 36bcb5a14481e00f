package io.horizonpush.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between modules and packages. */
class ArchitectureTest {

  private static final String[] PORTS = {
    "io.horizonpush.s3.model..",
    "io.horizonpush.s3.request..",
    "io.horizonpush.s3.store..",
    "io.horizonpush.s3.filter.."
  };

  private static JavaClasses ours;

  @BeforeAll
  static void readEveryClass() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.horizonpush");
  }

  @Test
  void everyModule_isLookedAt() {
    assertThat(
            ours.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", -1)[2])
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("s3", "iroh", "fallback", "wasm", "node", "launcher");
  }

  @Test
  void theProtocol_dependsOnNothingOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.horizonpush.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.horizonpush.iroh..",
                "io.horizonpush.fallback..",
                "io.horizonpush.wasm..",
                "io.horizonpush.node.."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iroh", "fallback", "wasm"})
  void aBackend_dependsOnThePortsOnly(String module) {
    String own = "io.horizonpush." + module + "..";
    check(
        classes()
            .that()
            .resideInAPackage(own)
            .should()
            .onlyDependOnClassesThat(
                JavaClass.Predicates.resideOutsideOfPackage("io.horizonpush..")
                    .or(JavaClass.Predicates.resideInAnyPackage(PORTS))
                    .or(JavaClass.Predicates.resideInAPackage(own))));
  }

  @Test
  void nothing_dependsOnTheNode() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.horizonpush.node..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.horizonpush.node.."));
  }

  @ParameterizedTest
  @CsvSource({
    "io.netty.., io.horizonpush.s3.http..",
    "java.lang.foreign.., io.horizonpush.iroh.ffm..",
    "java.sql.., io.horizonpush.iroh.index..",
    "org.sqlite.., io.horizonpush.iroh.index..|io.horizonpush.iroh.library..",
    "run.endive.., io.horizonpush.wasm.engine..",
    "com.dylibso.., io.horizonpush.wasm.engine..",
    "software.amazon.awssdk.., io.horizonpush.fallback.aws..",
    "org.apache.hc.., io.horizonpush.fallback.aws..",
    "com.google.api.., io.horizonpush.fallback.gcp..",
    "com.google.auth.., io.horizonpush.fallback.gcp..",
    "com.azure.., io.horizonpush.fallback.azure..",
    "reactor.., io.horizonpush.fallback.azure..",
    "picocli.., io.horizonpush.node.cli..",
    "io.prometheus.., io.horizonpush.node.metrics..",
    "ch.qos.logback.., io.horizonpush.node.log.."
  })
  void aLibrary_isKnownToItsPackages(String library, String owners) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(owners.split("\\|", -1))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  @ParameterizedTest
  @CsvSource({
    "io.horizonpush.iroh.index.., io.horizonpush.iroh.ffm..",
    "io.horizonpush.iroh.replica.., io.horizonpush.iroh.ffm..",
    "io.horizonpush.iroh.share.., io.horizonpush.iroh.index..",
    "io.horizonpush.iroh.share.., io.horizonpush.iroh.store..",
    "io.horizonpush.s3.model.., io.horizonpush.s3.request..",
    "io.horizonpush.s3.parse.., io.horizonpush.s3.op..",
    "io.horizonpush.wasm.engine.., io.horizonpush.wasm.pool..",
    "io.horizonpush.wasm.engine.., io.horizonpush.wasm.abi..",
    "io.horizonpush.wasm.abi.., io.horizonpush.wasm.host..",
    "io.horizonpush.wasm.pool.., io.horizonpush.wasm.host..",
    "io.horizonpush.wasm.net.., io.horizonpush.wasm.engine.."
  })
  void aPackage_doesNotStandAbove(String lower, String upper) {
    check(
        noClasses()
            .that()
            .resideInAPackage(lower)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(upper));
  }

  @Test
  void thePackagesOfTheProtocol_areFreeOfCycles() {
    check(slices().matching("io.horizonpush.s3.(*)..").should().beFreeOfCycles());
  }

  @Test
  void thePackagesOfEveryOtherModule_areFreeOfCycles() {
    check(slices().matching("io.horizonpush.iroh.(*)..").should().beFreeOfCycles());
    check(slices().matching("io.horizonpush.fallback.(*)..").should().beFreeOfCycles());
    check(slices().matching("io.horizonpush.wasm.(*)..").should().beFreeOfCycles());
    check(slices().matching("io.horizonpush.node.(*)..").should().beFreeOfCycles());
  }

  /** The rules see what they are about: the one package that may, does. */
  @Test
  void aRule_finds_whatItForbids() {
    ArchRule rule = noClasses().should().dependOnClassesThat().resideInAPackage("picocli..");

    assertThat(rule.evaluate(ours).hasViolation()).isTrue();
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ours);
  }
}
