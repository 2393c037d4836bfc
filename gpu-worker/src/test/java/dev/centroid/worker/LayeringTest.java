package dev.centroid.worker;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {

  private static final JavaClasses WORKER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.centroid.worker");

  @Test
  void computingKnowsNothingOfTransportOrFramework() {
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
            "..worker.service..")
        .check(WORKER);
  }

  @Test
  void tasksKnowNothingOfTheirQueue() {
    noClasses()
        .that()
        .resideInAPackage("..worker.task..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "io.quarkus..", "..worker.queue..", "..worker.service..")
        .check(WORKER);
  }

  @Test
  void onlyTheShellKnowsQuarkus() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..worker.service..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..")
        .check(WORKER);
  }

  @Test
  void theWorkerKnowsNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.centroid.coordinator..", "dev.centroid.codebook..")
        .check(WORKER);
  }

  /** Their tensors lie in memory that a garbage collection frees while autograd still needs it. */
  @Test
  void noOperatorOfTheEngineIsGivenANumber() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(assignableTo(NDArray.class))).and(target(rawParameterTypes(Number.class))))
        .check(WORKER);
  }
}
