package dev.centroid.worker.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The vector instructions that ATen picks its kernels by; DJL has no accessor for it, so this
 * repeats ATen's choice (its {@code DispatchStub}): the environment's {@code ATEN_CPU_CAPABILITY},
 * else what the processor has.
 */
final class CpuCapability {

  private static final String DEFAULT = "DEFAULT";
  private static final Set<String> NAMES = Set.of("AVX512", "AVX2", DEFAULT);
  private static final Set<String> AVX512_FLAGS = Set.of("avx512vl", "avx512bw", "avx512dq", "fma");
  private static final Set<String> AVX2_FLAGS = Set.of("avx2", "fma");

  private CpuCapability() {}

  /** The capability of this process. */
  static String current() {
    return of(
        Optional.ofNullable(System.getenv("ATEN_CPU_CAPABILITY")),
        flags(Path.of("/proc/cpuinfo")),
        System.getProperty("os.arch"));
  }

  /**
   * @param forced the environment's choice; as in ATen, one that it does not know is ignored
   * @param flags of the processor, as Linux names them
   * @param architecture as Java names it, e.g. {@code amd64}
   */
  static String of(Optional<String> forced, Set<String> flags, String architecture) {
    return forced
        .map(name -> name.toUpperCase(Locale.ROOT))
        .filter(NAMES::contains)
        .orElseGet(() -> ofProcessor(flags, architecture));
  }

  private static String ofProcessor(Set<String> flags, String architecture) {
    if (flags.containsAll(AVX512_FLAGS)) {
      return "AVX512";
    }
    if (flags.containsAll(AVX2_FLAGS)) {
      return "AVX2";
    }
    // Without Linux's list of flags the architecture is all that is known.
    return architecture.equals("amd64") ? DEFAULT : architecture;
  }

  private static Set<String> flags(Path cpuinfo) {
    if (!Files.isReadable(cpuinfo)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.stream(line.split("\\s+")).collect(Collectors.toUnmodifiableSet()))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
