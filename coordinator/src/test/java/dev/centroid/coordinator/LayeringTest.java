package dev.centroid.coordinator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LayeringTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.centroid.coordinator");

  @Test
  void transitionsKnowNoBrokerNoFrameworkAndNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage("..coordinator.job..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "io.quarkus..",
            "jakarta..",
            "io.micrometer..",
            "org.slf4j..",
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.util.concurrent..")
        .check(MAIN);
  }

  @Test
  void transitionsAreToldTheTime() {
    noClasses()
        .that()
        .resideInAPackage("..coordinator.job..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(InstantSource.class)
        .check(MAIN);
  }

  @Test
  void coordinatorKnowsNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.centroid.worker..", "dev.centroid.codebook..")
        .check(MAIN);
  }

  @Test
  void onlyTheShellKnowsQuarkus() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..coordinator.service..", "..coordinator.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..")
        .check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.centroid.coordinator.(*)..").should().beFreeOfCycles().check(MAIN);
  }
}
