package dev.centroid.quantization;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module and its packages may know. */
final class LayeringTest {

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.centroid.quantization");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.centroid.quantization.(*)..").should().beFreeOfCycles().check(MODULE);
  }

  @Test
  void moduleKnowsOnlyTheJdkAndItsTwoParsers() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.centroid.quantization..",
                "java..",
                "org.jspecify.annotations..",
                "org.snakeyaml.engine..",
                "com.fasterxml.jackson.."))
        .check(MODULE);
  }

  @Test
  void productQuantizationKnowsNoFileFormat() {
    classes()
        .that()
        .resideInAPackage("..product..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.centroid.quantization",
                "dev.centroid.quantization.product..",
                "dev.centroid.quantization.random..",
                "dev.centroid.quantization.recipe..",
                "java..",
                "org.jspecify.annotations.."))
        .check(MODULE);
  }

  @Test
  void randomnessKnowsNothingElse() {
    classes()
        .that()
        .resideInAPackage("..random..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.centroid.quantization.random..", "java..", "org.jspecify.annotations.."))
        .check(MODULE);
  }

  @Test
  void noClassDrawsRandomnessFromElsewhere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom|java\\.util\\.random\\..*")
        .check(MODULE);
  }
}
