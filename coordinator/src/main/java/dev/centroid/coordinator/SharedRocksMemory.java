package dev.centroid.coordinator;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the memory of all state stores of this process. Each of them, some thirty in a
 * coordinator, would otherwise have a cache of 50 MB and write buffers of 48 MB of its own. Made by
 * Kafka Streams.
 */
public final class SharedRocksMemory implements RocksDBConfigSetter {

  private static final long TOTAL_BYTES = 64L << 20;
  private static final long WRITE_BUFFER_BYTES = TOTAL_BYTES / 2;

  /** Small, because each store takes an eighth of it at once. */
  private static final long WRITE_BUFFER_OF_A_STORE_BYTES = 2L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private static final Cache CACHE = new LRUCache(TOTAL_BYTES);
  private static final WriteBufferManager WRITE_BUFFERS =
      new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_OF_A_STORE_BYTES);
  }

  @Override
  public void close(String storeName, Options options) {
    // What is shared outlives a store.
  }
}
