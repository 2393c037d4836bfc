package dev.centroid.codebook;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.centroid.codebook",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class CodebookLayersTest {

  @ArchTest
  static final ArchRule theServicesDoNotKnowEachOther =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.centroid.coordinator..",
              "dev.centroid.worker..",
              "dev.centroid.standalone..",
              "ai.djl..",
              "org.apache.kafka..");

  @ArchTest
  static final ArchRule theCoreIsPlainJavaOverInfinispan =
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
              "org.jspecify..");
}
