package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.product.Codebook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Codebooks in the memory of this process, by the contract of the service. */
public final class InMemoryCodebookStore implements CodebookStore {

  private final Map<String, TreeMap<String, List<byte[]>>> jobs = new HashMap<>();
  private final Map<String, List<Optional<byte[]>>> rounds = new HashMap<>();
  private final Map<String, List<Consumer<CodebookRef>>> watches = new HashMap<>();

  @Override
  public synchronized CodebookRef put(
      String jobId, String layer, long expectedVersion, byte[] content) {
    List<byte[]> versions =
        jobs.computeIfAbsent(jobId, id -> new TreeMap<>())
            .computeIfAbsent(layer, name -> new ArrayList<>());
    CodebookRef ref = new CodebookRef(layer, expectedVersion + 1, Sha256.of(content));
    if (expectedVersion < versions.size()) {
      CodebookRef held = ref(layer, versions, expectedVersion + 1);
      if (!held.equals(ref)) {
        throw new CodebookConflictException("holds " + held + ", was given " + ref);
      }
      return held;
    }
    if (expectedVersion > versions.size()) {
      throw new CodebookConflictException("newest is " + versions.size() + ", not before " + ref);
    }
    versions.add(content.clone());
    watches.getOrDefault(jobId, List.of()).forEach(listener -> listener.accept(ref));
    return ref;
  }

  @Override
  public synchronized Optional<CodebookRef> contribute(
      String jobId, CodebookRef base, int firstShard, int shards, List<byte[]> deltas) {
    List<Optional<byte[]>> round =
        rounds.computeIfAbsent(
            jobId + "/" + base,
            key -> new ArrayList<>(Collections.nCopies(shards, Optional.empty())));
    int shard = firstShard;
    for (byte[] delta : deltas) {
      if (round.get(shard).filter(known -> !Arrays.equals(known, delta)).isPresent()) {
        throw new CodebookConflictException("shard " + shard + " has contributed another change");
      }
      round.set(shard++, Optional.of(delta.clone()));
    }
    return round.stream().allMatch(Optional::isPresent)
        ? Optional.of(put(jobId, base.layer(), base.version(), merged(jobId, base, round)))
        : Optional.empty();
  }

  private byte[] merged(String jobId, CodebookRef base, List<Optional<byte[]>> round) {
    Codebook start = CodebookFile.parse(get(jobId, base.layer(), base.version()).orElseThrow());
    float[] centroids = start.centroids().clone();
    for (int i = 0; i < centroids.length; i++) {
      float sum = 0;
      for (Optional<byte[]> delta : round) {
        sum += CodebookFile.parse(delta.orElseThrow()).centroids()[i];
      }
      centroids[i] += sum / round.size();
    }
    return CodebookFile.toBytes(new Codebook(start.blockSize(), centroids));
  }

  @Override
  public synchronized Optional<byte[]> get(String jobId, String layer, long version) {
    List<byte[]> versions =
        jobs.getOrDefault(jobId, new TreeMap<>()).getOrDefault(layer, List.of());
    return version >= 1 && version <= versions.size()
        ? Optional.of(versions.get((int) version - 1).clone())
        : Optional.empty();
  }

  @Override
  public synchronized List<CodebookRef> list(String jobId) {
    List<CodebookRef> newest = new ArrayList<>();
    jobs.getOrDefault(jobId, new TreeMap<>())
        .forEach((layer, versions) -> newest.add(ref(layer, versions, versions.size())));
    return newest;
  }

  @Override
  public synchronized Watch watch(String jobId, Consumer<CodebookRef> listener) {
    list(jobId).forEach(listener);
    watches.computeIfAbsent(jobId, id -> new ArrayList<>()).add(listener);
    return () -> unwatch(jobId, listener);
  }

  private synchronized void unwatch(String jobId, Consumer<CodebookRef> listener) {
    watches.getOrDefault(jobId, new ArrayList<>()).remove(listener);
  }

  private static CodebookRef ref(String layer, List<byte[]> versions, long version) {
    return new CodebookRef(layer, version, Sha256.of(versions.get((int) version - 1)));
  }
}
