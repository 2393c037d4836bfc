package dev.centroid.codebook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module and its packages may know. */
final class CodebookLayersTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.centroid.codebook");

  @Test
  void serviceKnowsNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.coordinator..",
            "dev.centroid.worker..",
            "dev.centroid.standalone..",
            "ai.djl..",
            "org.apache.kafka..")
        .check(MODULE);
  }

  @Test
  void coreIsPlainJavaOverInfinispan() {
    classes()
        .that()
        .resideInAPackage("dev.centroid.codebook.store")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.codebook.store",
            "dev.centroid.protocol.artifact",
            "dev.centroid.protocol.codebook",
            "dev.centroid.protocol.task",
            "dev.centroid.quantization",
            "java..",
            "org.infinispan..",
            "org.jspecify..")
        .check(MODULE);
  }
}
