package dev.centroid.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.BrokerRegistrationChangeRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.image.loader.LogDeltaManifest;
import org.apache.kafka.metadata.BrokerRegistrationFencingChange;
import org.apache.kafka.raft.LeaderAndEpoch;
import org.junit.jupiter.api.Test;

class FormerSessionTest {

  private static final int NODE = 1;
  private static final int EPOCH = 7;

  private final FormerSession session = new FormerSession(NODE);
  private MetadataImage image = MetadataImage.EMPTY;

  @Test
  void hasEndedWhereTheNodeNeverRan() {
    publish(registration(NODE + 1));

    assertThat(session.ended()).isCompleted();
  }

  @Test
  void lastsWhileTheNodeMayLead() {
    publish(registration(NODE));

    assertThat(session.ended()).isNotDone();
  }

  @Test
  void endsWhenTheControllerGivesItUp() {
    publish(registration(NODE));
    publish(
        new BrokerRegistrationChangeRecord()
            .setBrokerId(NODE)
            .setBrokerEpoch(EPOCH)
            .setFenced(BrokerRegistrationFencingChange.FENCE.value()));

    assertThat(session.ended()).isCompleted();
  }

  private static RegisterBrokerRecord registration(int nodeId) {
    return new RegisterBrokerRecord()
        .setBrokerId(nodeId)
        .setBrokerEpoch(EPOCH)
        .setIncarnationId(Uuid.ONE_UUID)
        .setFenced(false);
  }

  private void publish(ApiMessage message) {
    MetadataDelta delta = new MetadataDelta.Builder().setImage(image).build();
    delta.replay(message);
    image = delta.apply(MetadataProvenance.EMPTY);
    session.onMetadataUpdate(
        delta,
        image,
        LogDeltaManifest.newBuilder()
            .provenance(MetadataProvenance.EMPTY)
            .leaderAndEpoch(LeaderAndEpoch.UNKNOWN)
            .numBatches(1)
            .elapsedNs(0)
            .numBytes(0)
            .build());
  }
}
