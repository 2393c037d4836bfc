package dev.centroid.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.topic.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportBuilderTest {

  private final Report report = ReportBuilder.build(JobExamples.completed(), JobExamples.run());

  @Test
  void secondsOutsideTasksAreTheWallTimeLessTheUnionOfTheTasks() {
    assertThat(report.seconds().total()).isEqualTo(20);
    assertThat(report.seconds().outsideTasks()).isCloseTo(5, within(1e-9));
  }

  @Test
  void secondsOutsideTasksByPhaseAddUpToAllOfThem() {
    double sum =
        report.seconds().outsideTasksByPhase().values().stream()
            .mapToDouble(Double::doubleValue)
            .sum();

    assertThat(sum).isCloseTo(report.seconds().outsideTasks(), within(1e-9));
  }

  @Test
  void secondsOutsideTasksAreToldWhereTheyWereSpent() {
    assertThat(report.seconds().outsideTasksByPhase())
        .containsEntry("start-up", 1.0)
        .containsEntry("inspect", 0.5)
        .containsEntry("tune spatial", 1.0)
        .containsEntry("package", 1.0)
        .containsEntry("finish", 1.0);
  }

  @Test
  void partsOfThePackedFileAddUpToItsSize() {
    Report.Parts parts = report.bytes().parts();

    assertThat(parts).isEqualTo(new Report.Parts(512, 288, 128, 0, 72));
    assertThat(parts.codes() + parts.codebooks() + parts.kept() + parts.buffers() + parts.header())
        .isEqualTo(report.bytes().packed());
  }

  @Test
  void jsonHasTheFieldsThatReadersRelyOn() {
    JsonNode json = Json.mapper().valueToTree(report);

    assertThat(json.at("/metric/name").asText()).isEqualTo("accuracy");
    assertThat(json.at("/metric/before").asDouble()).isEqualTo(0.9);
    assertThat(json.at("/metric/after").asDouble()).isEqualTo(0.89);
    assertThat(json.at("/bytes/model").asLong()).isEqualTo(40_000);
    assertThat(json.at("/bytes/floatWeights").asLong()).isEqualTo(36_992);
    assertThat(json.at("/bytes/packed").asLong()).isEqualTo(1000);
    assertThat(json.at("/seconds/phases/tune spatial").asDouble()).isEqualTo(10);
    assertThat(json.at("/layers/0/kind").asText()).isEqualTo("conv2d");
    assertThat(json.at("/layers/0/status").asText()).isEqualTo("compressed");
    assertThat(json.at("/layers/0/bitsPerWeight").asDouble())
        .isCloseTo(8.0 * 800 / 9216, within(1e-9));
    assertThat(json.at("/layers/0/relativeError").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/layers/1/reason").asText()).isEqualTo("no rule matches");
    assertThat(json.at("/seed").asLong()).isEqualTo(7);
    assertThat(json.at("/digests/packed").asText()).hasSize(64);
    assertThat(json.at("/versions/centroid").asText()).isEqualTo("0.1.0");
  }

  @Test
  void aReportReadFromItsJsonIsTheSameReport() throws Exception {
    String json = Json.mapper().writeValueAsString(report);

    assertThat(Json.mapper().readValue(json, Report.class)).isEqualTo(report);
  }

  @Test
  void aJobThatIsStillRunningHasNoReport() {
    assertThatThrownBy(() -> ReportBuilder.build(JobExamples.tuning(3), JobExamples.run()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTableShowsEachCompressedLayerAndTheSumOfTheOthers() {
    List<String> lines = ReportTable.lines(report);

    assertThat(lines).anyMatch(line -> line.contains("conv1 ") && line.contains("0.250"));
    assertThat(lines).anyMatch(line -> line.startsWith("1 tensor kept "));
    assertThat(lines).contains("accuracy  90.00 % -> 89.00 %  (-1.00 points, 1,000 examples)");
  }
}
