package dev.centroid.codebook.store;

import dev.centroid.codebook.ledger.LayerRecord;
import dev.centroid.codebook.register.Ballot;
import dev.centroid.codebook.register.Held;
import dev.centroid.codebook.register.Messages;
import dev.centroid.codebook.register.RegisterFile;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.infinispan.Cache;

/** Registers in a cache of this node that writes each change to the disk before it returns. */
final class CachedRegisters implements RegisterFile {

  private static final String FLOOR = "floor";

  private final Cache<String, byte[]> registers;
  private final Cache<String, byte[]> membership;
  private final ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();
  private final AtomicLong versions = new AtomicLong();

  CachedRegisters(Cache<String, byte[]> registers, Cache<String, byte[]> membership) {
    this.registers = registers;
    this.membership = membership;
    registers.forEach(
        (key, bytes) -> {
          keys.add(key);
          versions.addAndGet(LayerRecord.versions(Messages.held(bytes).value()));
        });
  }

  @Override
  public Optional<Held> load(String key) {
    return Optional.ofNullable(registers.get(key)).map(Messages::held);
  }

  @Override
  public void store(Held held) {
    int before = load(held.key()).map(old -> LayerRecord.versions(old.value())).orElse(0);
    registers.put(held.key(), Messages.encode(held));
    keys.add(held.key());
    versions.addAndGet(LayerRecord.versions(held.value()) - before);
  }

  @Override
  public SortedSet<String> keys() {
    return Collections.unmodifiableSortedSet(keys);
  }

  @Override
  public Optional<Ballot> floor() {
    return Optional.ofNullable(membership.get(FLOOR)).map(Messages::ballot);
  }

  @Override
  public void joined(Ballot floor) {
    membership.put(FLOOR, Messages.encode(floor));
  }

  /** How many versions this node holds, of all layers. */
  long versions() {
    return versions.get();
  }
}
