package dev.centroid.coordinator.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionRequestTest {

  private static final JobSubmission SUBMISSION = ScriptedWork.submission();

  private static String json() throws Exception {
    return Json.mapper().writeValueAsString(SUBMISSION);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void sameSubmissionWithoutAnIdIsTheSameJob() throws Exception {
    SubmissionRequest first = SubmissionRequest.fromBody(bytes(json()));
    SubmissionRequest second = SubmissionRequest.fromBody(bytes(json()));

    assertThat(first.submission()).isEqualTo(SUBMISSION);
    assertThat(first.jobId()).isEqualTo(second.jobId());
  }

  @Test
  void anotherSeedIsAnotherJob() throws Exception {
    String other = json().replace("\"seed\":7", "\"seed\":8");

    assertThat(SubmissionRequest.fromBody(bytes(other)).jobId())
        .isNotEqualTo(SubmissionRequest.fromBody(bytes(json())).jobId());
  }

  @Test
  void sourceAndIdNameTheJob() throws Exception {
    String named = json().replaceFirst("\\{", "{\"source\":\"/cli\",\"id\":\"abc\",");

    SubmissionRequest request = SubmissionRequest.fromBody(bytes(named));

    assertThat(request.source()).isEqualTo("/cli");
    assertThat(request.id()).isEqualTo("abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\":7            | \"sede\":7            | field 'sede' is not known",
        "\"seed\":7,           | ''                    | field 'seed' is missing",
        "\"seed\":7            | \"seed\":1.5          | field 'seed' must be a whole number",
        "\"seed\":7            | \"seed\":null         | field 'seed' is missing",
        "\"threads\":2         | \"threads\":0         | field 'threads' must be a whole number from 1",
        "\"model\":            | \"modell\":           | field 'inputs.modell' is not known",
        "\"model\":\"          | \"model\":\"X         | field 'inputs.model' is no blob",
        "\"inputs\":           | \"source\":\"a b\",\"inputs\": | field 'source' must be a URI",
      })
  void badFieldIsNamed(String part, String replacement, String complaint) throws Exception {
    String bad = json().replace(part, replacement);
    assertThat(bad).isNotEqualTo(json());

    assertThatThrownBy(() -> SubmissionRequest.fromBody(bytes(bad)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(complaint)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "{", "[]", "7", "{} {}"})
  void whatIsNoJsonObjectIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> SubmissionRequest.fromBody(bytes(text)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("request: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void eventCarriesTheRequestInBinaryMode() throws Exception {
    SubmissionRequest request = SubmissionRequest.fromBody(bytes(json()));

    ProducerRecord<String, byte[]> record = SubmissionEvent.toRecord(request, Instant.EPOCH);

    assertThat(record.key()).isEqualTo(request.jobId());
    assertThat(SubmissionRequest.fromEventData(record.value())).isEqualTo(SUBMISSION);
    assertThat(record.headers().lastHeader("ce_id").value()).isEqualTo(bytes(request.id()));
    assertThat(record.headers().lastHeader("ce_type").value())
        .isEqualTo(bytes(SubmissionEvent.TYPE));
  }
}
