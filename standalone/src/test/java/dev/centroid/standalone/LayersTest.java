package dev.centroid.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may know what within the command. */
@AnalyzeClasses(
    packages = "dev.centroid.standalone",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule REPORTS_AND_PROGRESS_ARE_PURE =
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
              "java.net..");

  @ArchTest
  static final ArchRule NOTHING_KNOWS_THE_COMMANDS =
      noClasses()
          .that()
          .resideOutsideOfPackages("..standalone.command..", "dev.centroid.standalone")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..standalone.command..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("dev.centroid.standalone.(*)..").should().beFreeOfCycles();
}
