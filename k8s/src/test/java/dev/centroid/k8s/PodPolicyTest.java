package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The restricted profile of Kubernetes's pod security standards, and what we ask beyond it. */
@Tag("manifests")
final class PodPolicyTest {

  private static final List<String> VOLUMES =
      List.of("configMap", "emptyDir", "projected", "secret", "persistentVolumeClaim");

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void podsKeepToTheRestrictedProfile(String overlay) {
    eachWorkload(
        overlay,
        workload -> {
          JsonNode pod = workload.pod();
          assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
          assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
          assertThat(pod.at("/securityContext/seccompProfile/type").asText())
              .isEqualTo("RuntimeDefault");
          assertThat(List.of("hostNetwork", "hostPID", "hostIPC"))
              .noneMatch(setting -> pod.path(setting).asBoolean());
          for (JsonNode volume : pod.path("volumes")) {
            assertThat(VOLUMES).as("volume %s", volume).anyMatch(volume::has);
          }
          for (JsonNode container : workload.containers()) {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(context.path("privileged").asBoolean()).isFalse();
            assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
            assertThat(container.findValues("hostPort")).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void containersWriteToVolumesOnly(String overlay) {
    eachWorkload(
        overlay,
        workload ->
            assertThat(workload.containers())
                .allMatch(
                    container ->
                        container.at("/securityContext/readOnlyRootFilesystem").asBoolean()));
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void podsHaveNoTokenOfKubernetes(String overlay) {
    eachWorkload(
        overlay,
        workload ->
            assertThat(workload.pod().path("automountServiceAccountToken").asBoolean(true))
                .isFalse());
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void containersHaveProbesAndBounds(String overlay) {
    eachWorkload(
        overlay,
        workload -> {
          for (JsonNode container : workload.containers()) {
            assertThat(container.fieldNames())
                .toIterable()
                .contains("startupProbe", "livenessProbe", "readinessProbe");
            assertThat(container.at("/resources/limits/memory").asText())
                .as("memory is asked for as it is bounded")
                .isNotEmpty()
                .isEqualTo(container.at("/resources/requests/memory").asText());
            assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
          }
        });
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void probesAskAPortThatTheContainerOpens(String overlay) {
    eachWorkload(
        overlay,
        workload -> {
          for (JsonNode probe : workload.pod().findValues("httpGet")) {
            assertThat(workload.port(probe.path("port"))).as("%s", probe).isPresent();
          }
        });
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void secretsAreNamedAndNotWritten(String overlay) {
    List<Manifest> all = Manifests.rendered(overlay);
    assertThat(all).noneMatch(manifest -> manifest.kind().equals("Secret"));
    eachWorkload(
        overlay,
        workload -> {
          for (JsonNode container : workload.containers()) {
            assertThat(Manifest.elements(container.path("env")))
                .filteredOn(
                    variable ->
                        variable
                            .path("name")
                            .asText()
                            .matches(".*(KEY|SECRET|PASSWORD|TOKEN)(_ID)?"))
                .allMatch(variable -> variable.at("/valueFrom/secretKeyRef").isObject());
          }
        });
  }

  private static void eachWorkload(String overlay, Consumer<Manifest> check) {
    assertThat(Manifests.rendered(overlay))
        .filteredOn(Manifest::runsPods)
        .hasSize(3)
        .allSatisfy(check);
  }
}
