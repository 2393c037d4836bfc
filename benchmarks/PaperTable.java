import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Keeps what benchmarks/paper.sh measured in runs.tsv beside the recipes, a line a run, and prints the page of results
 * from it: a table a model, a line a row. Runs of a recipe that has been changed since are left out of both. A row may
 * stand in a folder beside its own, as {@code paper/ipq}: it is printed, and kept there.
 */
final class PaperTable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RUNS = "runs.tsv";
  private static final String GIVEN = "given";
  private static final String FLOAT_TUNED = "float-tuned";
  private static final String HEADER =
      "model\trow\tseed\trecipe\tbefore\tafter\tpackedBytes\tfloatBytes\tsteps\tseconds";

  /** Quantiles of Student's t, two-sided 95 %, for 1, 2, 3 ... degrees of freedom. */
  private static final double[] STUDENT_95 = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

  private final Path recipes;
  private final List<Row> rows;
  private final SortedMap<String, Run> runs = new TreeMap<>();

  private PaperTable(Path recipes, List<Row> rows) {
    this.recipes = recipes;
    this.rows = rows;
  }

  public static void main(String[] arguments) throws IOException {
    Path recipes = Path.of(arguments[0]);
    List<Row> rows = Files.readAllLines(recipes.resolve("rows.tsv")).stream().map(Row::of).toList();
    PaperTable table = new PaperTable(recipes, rows);
    table.readKept();
    table.readBorrowed();
    if (arguments.length > 1) {
      table.collect(Path.of(arguments[1]));
      table.keep();
    }
    table.print();
  }

  /**
   * A row of a page; against is the row that it is compared with, empty when there is none. A reference metric such as
   * {@code =ipq-plain} stands for that row: the reference's method, re-made.
   */
  private record Row(
      String model, String name, String label, String referenceMetric, String referenceBytes, String against) {

    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells.length > 5 ? cells[5] : "");
    }

    /** The folder of recipes that it is borrowed from, if it is. */
    Optional<String> folder() {
      int end = name.indexOf('/');
      return end < 0 ? Optional.empty() : Optional.of(name.substring(0, end));
    }

    /** The row that the reference's figures are taken from, if they were re-made. */
    Optional<String> remade() {
      return referenceMetric.startsWith("=") ? Optional.of(referenceMetric.substring(1)) : Optional.empty();
    }

    /** The name of a row of the same folder. */
    String beside(String other) {
      return folder().map(folder -> folder + "/" + other).orElse(other);
    }
  }

  /** One run, of the recipe with that digest; bytes are those of the packed file and of the float parameters. */
  private record Run(
      String model,
      String row,
      int seed,
      String recipe,
      double before,
      double after,
      long packedBytes,
      long floatBytes,
      int steps,
      double seconds) {

    static Run of(String line) {
      String[] cells = line.split("\t", -1);
      return new Run(
          cells[0],
          cells[1],
          Integer.parseInt(cells[2]),
          cells[3],
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[5]),
          Long.parseLong(cells[6]),
          Long.parseLong(cells[7]),
          Integer.parseInt(cells[8]),
          Double.parseDouble(cells[9]));
    }

    static Run of(String model, String row, String recipe, JsonNode report) {
      return new Run(
          model,
          row,
          report.at("/seed").asInt(),
          recipe,
          report.at("/metric/before").asDouble(),
          report.at("/metric/after").asDouble(),
          report.at("/bytes/packed").asLong(),
          report.at("/bytes/floatWeights").asLong(),
          report.path("losses").size(),
          report.at("/seconds/total").asDouble());
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%s\t%s\t%d\t%s\t%.6f\t%.6f\t%d\t%d\t%d\t%.1f",
          model, row, seed, recipe, before, after, packedBytes, floatBytes, steps, seconds);
    }

    String key() {
      return model + "/" + row + "/" + seed;
    }

    boolean isBorrowed() {
      return row.contains("/");
    }

    Run in(String folder) {
      return new Run(
          model, folder + "/" + row, seed, recipe, before, after, packedBytes, floatBytes, steps, seconds);
    }
  }

  private void readKept() throws IOException {
    for (Run run : kept(recipes)) {
      add(run);
    }
  }

  private void readBorrowed() throws IOException {
    for (String folder : rows.stream().map(Row::folder).flatMap(Optional::stream).distinct().toList()) {
      for (Run run : kept(recipes.resolveSibling(folder))) {
        add(run.in(folder));
      }
    }
  }

  private static List<Run> kept(Path folder) throws IOException {
    Path file = folder.resolve(RUNS);
    return Files.exists(file) ? Files.readAllLines(file).stream().skip(1).map(Run::of).toList() : List.of();
  }

  private void add(Run run) throws IOException {
    Path recipe = recipe(run.model(), run.row());
    if (Files.exists(recipe) && digest(recipe).equals(run.recipe())) {
      runs.put(run.key(), run);
    }
  }

  private void collect(Path work) throws IOException {
    try (Stream<Path> reports = Files.find(work, 4, (path, info) -> path.endsWith("report.json"))) {
      for (Path report : reports.toList()) {
        Path seed = report.getParent();
        Path row = seed.getParent();
        Path recipe = seed.resolve("recipe.yaml");
        if (Files.exists(recipe) && row.getParent().getParent().equals(work)) {
          add(
              Run.of(
                  row.getParent().getFileName().toString(),
                  row.getFileName().toString(),
                  digest(recipe),
                  MAPPER.readTree(report.toFile())));
        }
      }
    }
  }

  private void keep() throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    runs.values().stream().filter(run -> !run.isBorrowed()).map(Run::line).forEach(lines::add);
    Files.write(recipes.resolve(RUNS), lines);
  }

  private Path recipe(String model, String row) {
    int folder = row.indexOf('/');
    Path from = folder < 0 ? recipes : recipes.resolveSibling(row.substring(0, folder));
    return from.resolve(model).resolve(row.substring(folder + 1) + ".yaml");
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void print() throws IOException {
    System.out.println(Files.readString(recipes.resolve("intro.md")));
    boolean compares = rows.stream().anyMatch(row -> !row.against().isEmpty());
    for (String model : rows.stream().map(Row::model).distinct().toList()) {
      String metric = model.equals("shakespeare") ? "perplexity" : "accuracy %";
      System.out.println("## " + (model.equals("shakespeare") ? "The character Transformer" : "The CIFAR-10 network"));
      System.out.println();
      System.out.println(
          "| row | " + metric + " | bytes | ratio | steps | seconds | seeds | "
              + (compares ? "less none: mean, 95 % interval |" : "reference | its bytes |"));
      System.out.println("|---|---|---|---|---|---|---|---|" + (compares ? "" : "---|"));
      for (Row row : rows) {
        if (row.model().equals(model)) {
          System.out.println(line(row, compares ? difference(row) + " |" : reference(row)));
        }
      }
      System.out.println();
    }
  }

  private String reference(Row row) {
    return row.remade()
        .map(name -> remade(row, runsOf(row.model(), name)))
        .orElseGet(() -> row.referenceMetric() + " | " + row.referenceBytes() + " |");
  }

  private static String remade(Row row, List<Run> runs) {
    return runs.isEmpty()
        ? "not run yet | |"
        : String.format(Locale.ROOT, "%s, re-made | %,.0f |", metric(row, runs), meanBytes(runs));
  }

  private static String metric(Row row, List<Run> runs) {
    DoubleSummaryStatistics metric = runs.stream().mapToDouble(Run::after).summaryStatistics();
    return "%s (%s to %s)"
        .formatted(shown(row, metric.getAverage()), shown(row, metric.getMin()), shown(row, metric.getMax()));
  }

  private static double meanBytes(List<Run> runs) {
    return runs.stream().mapToLong(Run::packedBytes).average().orElseThrow();
  }

  /** The mean difference to the other row over seeds that both have, with Student's interval. */
  private String difference(Row row) {
    List<Run> others = runsOf(row.model(), row.against());
    double[] differences =
        runsOf(row.model(), row.name()).stream()
            .flatMap(
                run ->
                    others.stream()
                        .filter(other -> other.seed() == run.seed())
                        .map(other -> run.after() - other.after()))
            .mapToDouble(difference -> row.model().equals("shakespeare") ? difference : 100 * difference)
            .toArray();
    if (differences.length < 2) {
      return "";
    }
    double mean = DoubleStream.of(differences).average().orElseThrow();
    double variance =
        DoubleStream.of(differences).map(value -> (value - mean) * (value - mean)).sum() / (differences.length - 1);
    double half = STUDENT_95[differences.length - 2] * Math.sqrt(variance / differences.length);
    return String.format(Locale.ROOT, "%+.3f (%+.3f to %+.3f)", mean, mean - half, mean + half);
  }

  private String line(Row row, String last) throws IOException {
    List<Run> measured = runsOf(row.model(), row.name().equals(GIVEN) ? FLOAT_TUNED : row.name());
    if (measured.isEmpty()) {
      return "| " + row.label() + " | not run yet | | | | | | " + last;
    }
    Run first = measured.get(0);
    if (row.name().equals(GIVEN)) {
      return "| %s | %s | %,d | 1.0 | 0 | | | %s"
          .formatted(row.label(), shown(row, first.before()), first.floatBytes(), last);
    }
    double bytes = meanBytes(measured);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f | %.1f | %d | %.0f | %d | %s",
        row.label(),
        metric(row, measured),
        bytes,
        first.floatBytes() / bytes,
        steps(row, first),
        median(measured.stream().mapToDouble(Run::seconds).sorted().toArray()),
        measured.size(),
        last);
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private int steps(Row row, Run run) throws IOException {
    boolean startsTuned =
        !row.name().equals(FLOAT_TUNED)
            && !Files.readString(recipe(row.model(), row.name())).contains("\nfloatTuning:");
    List<Run> tuned = startsTuned ? runsOf(row.model(), row.beside(FLOAT_TUNED)) : List.of();
    return run.steps() + (tuned.isEmpty() ? 0 : tuned.get(0).steps());
  }

  private List<Run> runsOf(String model, String name) {
    return runs.values().stream()
        .filter(run -> run.model().equals(model) && run.row().equals(name))
        .toList();
  }

  private static String shown(Row row, double metric) {
    return row.model().equals("shakespeare")
        ? String.format(Locale.ROOT, "%.3f", metric)
        : String.format(Locale.ROOT, "%.2f", 100 * metric);
  }
}
