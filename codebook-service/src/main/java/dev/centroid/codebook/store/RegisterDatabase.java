package dev.centroid.codebook.store;

import dev.centroid.codebook.register.Ballot;
import dev.centroid.codebook.register.Held;
import dev.centroid.codebook.register.Messages;
import dev.centroid.codebook.register.RegisterFile;
import dev.centroid.codebook.register.RegisterFileException;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Registers in an SQLite database, and in memory to be read. What arrives while others are written
 * is written next, together.
 *
 * <p>A write that fails changes nothing, and a later one may succeed: SQLite rolls it back.
 */
final class RegisterDatabase implements RegisterFile, AutoCloseable {

  private static final Logger LOG = System.getLogger(RegisterDatabase.class.getName());
  private static final String FLOOR = "floor";

  /** Space for so much is space again: more than a register takes. */
  private static final int TRIED_BYTES = 64 << 10;

  private final Path directory;
  private final Connection connection;
  private final ConcurrentSkipListMap<String, Held> registers = new ConcurrentSkipListMap<>();
  private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock disk = new ReentrantLock();
  private volatile Optional<Ballot> floor = Optional.empty();
  private volatile boolean canWrite = true;
  private boolean isClosed;

  private RegisterDatabase(Path directory, Connection connection) throws SQLException {
    this.directory = directory;
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS registers (name TEXT PRIMARY KEY, held BLOB NOT NULL) WITHOUT ROWID");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS membership (name TEXT PRIMARY KEY, held BLOB NOT NULL) WITHOUT ROWID");
      try (ResultSet rows = statement.executeQuery("SELECT held FROM registers")) {
        while (rows.next()) {
          Held held = Messages.held(rows.getBytes(1));
          registers.put(held.key(), held);
        }
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT held FROM membership WHERE name = '" + FLOOR + "'")) {
        if (rows.next()) {
          floor = Optional.of(Messages.ballot(rows.getBytes(1)));
        }
      }
    }
  }

  /**
   * Opens what a directory holds, also after its process was killed.
   *
   * @param directory nobody else's
   * @throws InvalidInputException if it cannot be read
   */
  static RegisterDatabase open(Path directory) {
    return open(directory, settings());
  }

  /** Opens it with given settings of SQLite. */
  static RegisterDatabase open(Path directory, SQLiteConfig settings) {
    try {
      SqliteLibrary.load(directory.resolve("native"));
      Connection connection = settings.createConnection("jdbc:sqlite:" + file(directory));
      try {
        return new RegisterDatabase(directory, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException | IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "the registers in %s cannot be read (%s); move it and its -wal file away: in a cluster the node then takes over what all others hold, by itself jobs under way start again. Put no older copy there: it would vote against what it has promised"
              .formatted(file(directory), e.getMessage()),
          e);
    }
  }

  private static Path file(Path directory) {
    return directory.resolve("registers.sqlite");
  }

  /** How SQLite keeps what it is given. */
  static SQLiteConfig settings() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    // A commit returns when it is on the disk.
    settings.setSynchronous(SynchronousMode.FULL);
    settings.setPragma(SQLiteConfig.Pragma.FULL_SYNC, "true");
    // The directory has one owner; without others SQLite shares no memory, which needs a file.
    settings.setLockingMode(LockingMode.EXCLUSIVE);
    return settings;
  }

  @Override
  public Optional<Held> load(String key) {
    return Optional.ofNullable(registers.get(key));
  }

  @Override
  public void store(Held held) {
    write(
        new Write(
            "registers", held.key(), Messages.encode(held), () -> registers.put(held.key(), held)));
  }

  @Override
  public SortedSet<String> keys() {
    return Collections.unmodifiableSortedSet(registers.keySet());
  }

  @Override
  public Optional<Ballot> floor() {
    return floor;
  }

  @Override
  public void joined(Ballot lowest) {
    write(
        new Write("membership", FLOOR, Messages.encode(lowest), () -> floor = Optional.of(lowest)));
  }

  /** Whether the last write succeeded. */
  boolean canWrite() {
    return canWrite;
  }

  /** Writes something, if the last write failed, to see whether it can be done now. */
  void retry() {
    if (!canWrite) {
      try {
        write(new Write("membership", "retried", new byte[TRIED_BYTES], () -> {}));
      } catch (RegisterFileException e) {
        LOG.log(Level.DEBUG, "registers still cannot be written", e);
      }
    }
  }

  @Override
  public void close() {
    disk.lock();
    try {
      isClosed = true;
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "the registers in " + file(directory) + " were not closed", e);
    } finally {
      disk.unlock();
    }
  }

  private void write(Write write) {
    waiting.add(write);
    disk.lock();
    try {
      if (isClosed) {
        throw new RegisterFileException("the registers in " + file(directory) + " are closed");
      }
      if (!write.isDone) {
        writeAllThatWait();
      }
    } finally {
      disk.unlock();
    }
    if (write.failure.isPresent()) {
      throw new RegisterFileException(
          "the registers in %s cannot be written (%s); free some space there"
              .formatted(file(directory), write.failure.get().getMessage()),
          write.failure.get());
    }
  }

  private void writeAllThatWait() {
    List<Write> writes = new ArrayList<>();
    for (Write next = waiting.poll(); next != null; next = waiting.poll()) {
      writes.add(next);
    }
    Optional<SQLException> failure = commit(writes);
    for (Write write : writes) {
      write.failure = failure;
      write.isDone = true;
      if (failure.isEmpty()) {
        write.done.run();
      }
    }
    report(failure);
  }

  private Optional<SQLException> commit(List<Write> writes) {
    try {
      execute("BEGIN");
      for (Write write : writes) {
        try (PreparedStatement statement =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO " + write.table + " (name, held) VALUES (?, ?)")) {
          statement.setString(1, write.name);
          statement.setBytes(2, write.bytes);
          statement.executeUpdate();
        }
      }
      execute("COMMIT");
      return Optional.empty();
    } catch (SQLException e) {
      rollBack(e);
      return Optional.of(e);
    }
  }

  private void rollBack(SQLException failure) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself what it had no space for.
      failure.addSuppressed(e);
    }
  }

  private void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private void report(Optional<SQLException> failure) {
    if (canWrite && failure.isPresent()) {
      LOG.log(
          Level.ERROR,
          "this node has no vote until it can write to "
              + file(directory)
              + "; free some space there",
          failure.get());
    } else if (!canWrite && failure.isEmpty()) {
      LOG.log(Level.INFO, "this node can write to " + file(directory) + " again, and votes");
    }
    canWrite = failure.isEmpty();
  }

  /** Something to be written; changed only by who has the disk. */
  private static final class Write {

    private final String table;
    private final String name;
    private final byte[] bytes;
    private final Runnable done;
    private boolean isDone;
    private Optional<SQLException> failure = Optional.empty();

    Write(String table, String name, byte[] bytes, Runnable done) {
      this.table = table;
      this.name = name;
      this.bytes = bytes;
      this.done = done;
    }
  }
}
