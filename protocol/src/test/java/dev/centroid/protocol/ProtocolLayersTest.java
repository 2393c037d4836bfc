package dev.centroid.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.centroid.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ProtocolLayersTest {

  @ArchTest
  static final ArchRule knowsOfCentroidOnlyItselfAndTheMaths =
      classes()
          .that()
          .resideInAPackage("dev.centroid.protocol..")
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
              "com.fasterxml..",
              "org.apache.kafka..",
              "io.cloudevents..");

  @ArchTest
  static final ArchRule theArtifactStoreKnowsNothingElseOfTheProtocol =
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
              "dev.centroid.protocol.view..");
}
