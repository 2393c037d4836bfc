package dev.centroid.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.centroid.worker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {

  @ArchTest
  static final ArchRule computingKnowsNothingOfTransportOrFramework =
      noClasses()
          .that()
          .resideInAnyPackage("..worker.engine..", "..worker.data..", "..worker.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "io.quarkus..",
              "jakarta..",
              "io.grpc..",
              "..worker.task..",
              "..worker.queue..",
              "..worker.service..");

  @ArchTest
  static final ArchRule tasksKnowNothingOfTheirQueue =
      noClasses()
          .that()
          .resideInAPackage("..worker.task..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "io.quarkus..", "..worker.queue..", "..worker.service..");

  @ArchTest
  static final ArchRule onlyTheShellKnowsQuarkus =
      noClasses()
          .that()
          .resideOutsideOfPackage("..worker.service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..");

  @ArchTest
  static final ArchRule theWorkerKnowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.centroid.coordinator..", "dev.centroid.codebook..");
}
