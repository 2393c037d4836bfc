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
  void rulesKnowNeitherDiskNorNetwork() {
    classes()
        .that()
        .resideInAnyPackage(
            "dev.centroid.codebook.ledger",
            "dev.centroid.codebook.merge",
            "dev.centroid.codebook.register")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.codebook.ledger",
            "dev.centroid.codebook.merge",
            "dev.centroid.codebook.register",
            "dev.centroid.protocol.artifact",
            "dev.centroid.protocol.codebook",
            "dev.centroid.protocol.task",
            "dev.centroid.quantization..",
            "java..",
            "org.jspecify..")
        .check(MODULE);
  }

  @Test
  void votesKnowNothingOfCodebooks() {
    classes()
        .that()
        .resideInAPackage("dev.centroid.codebook.register")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.centroid.codebook.register", "java..", "org.jspecify..")
        .check(MODULE);
  }

  @Test
  void coreIsPlainJavaOverInfinispanAndSqlite() {
    classes()
        .that()
        .resideInAnyPackage("dev.centroid.codebook.store", "dev.centroid.codebook.cluster")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.centroid.codebook.cluster",
            "dev.centroid.codebook.ledger",
            "dev.centroid.codebook.merge",
            "dev.centroid.codebook.register",
            "dev.centroid.codebook.store",
            "dev.centroid.protocol.artifact",
            "dev.centroid.protocol.codebook",
            "dev.centroid.protocol.task",
            "dev.centroid.quantization",
            "java..",
            "org.infinispan..",
            "org.jgroups..",
            "org.jspecify..",
            "org.sqlite..")
        .check(MODULE);
  }

  @Test
  void clusterKnowsNoStore() {
    noClasses()
        .that()
        .resideInAPackage("dev.centroid.codebook.cluster")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.centroid.codebook.store", "org.infinispan..")
        .check(MODULE);
  }
}
