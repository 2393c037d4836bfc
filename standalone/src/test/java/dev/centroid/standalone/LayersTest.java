package dev.centroid.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what within the command. */
class LayersTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.centroid.standalone");

  @Test
  void reportsAndProgressArePure() {
    noClasses()
        .that()
        .resideInAnyPackage("..standalone.report..", "..standalone.progress..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "kafka..",
            "io.quarkus..",
            "dev.centroid.worker..",
            "dev.centroid.coordinator..",
            "dev.centroid.codebook..",
            "java.nio.file..",
            "java.net..")
        .check(MODULE);
  }

  @Test
  void nothingKnowsTheCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..standalone.command..", "dev.centroid.standalone")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..standalone.command..")
        .check(MODULE);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.centroid.standalone.(*)..").should().beFreeOfCycles().check(MODULE);
  }
}
