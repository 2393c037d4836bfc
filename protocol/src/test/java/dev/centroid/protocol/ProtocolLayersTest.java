package dev.centroid.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module and its packages may know. */
final class ProtocolLayersTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.centroid.protocol");

  /** The one shell class that all services share: ADR 20. */
  private static final String FILTER_OF_ALL_SERVICES = "dev.centroid.protocol.http.SourceFilter";

  @Test
  void moduleKnowsNoServiceAndNoFrameworkOfOne() {
    classes()
        .that()
        .doNotHaveFullyQualifiedName(FILTER_OF_ALL_SERVICES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.protocol..",
            "dev.centroid.quantization..",
            "java..",
            "javax..",
            "org.jspecify..",
            "org.slf4j..",
            "io.grpc..",
            "com.google..",
            "com.fasterxml.jackson..",
            "org.apache.kafka..",
            "io.cloudevents..",
            "io.opentelemetry..",
            "org.bouncycastle..")
        .check(MODULE);
  }

  @Test
  void keysAreReadWhereFilesAreSigned() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.centroid.protocol.signing")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(MODULE);
  }

  @Test
  void artifactStoreKnowsNothingElseOfTheProtocol() {
    noClasses()
        .that()
        .resideInAPackage("dev.centroid.protocol.artifact")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.protocol.codebook..",
            "dev.centroid.protocol.event..",
            "dev.centroid.protocol.grpc..",
            "dev.centroid.protocol.task..",
            "dev.centroid.protocol.topic..",
            "dev.centroid.protocol.view..")
        .check(MODULE);
  }
}
