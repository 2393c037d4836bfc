import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Prints the page of results from the reports that benchmarks/paper.sh left: a table a model, a line a row. */
final class PaperTable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String GIVEN = "given";
  private static final String FLOAT_TUNED = "float-tuned";

  private final Path work;
  private final Path recipes;

  private PaperTable(Path work, Path recipes) {
    this.work = work;
    this.recipes = recipes;
  }

  public static void main(String[] arguments) throws IOException {
    new PaperTable(Path.of(arguments[0]), Path.of(arguments[1])).print();
  }

  private record Row(String model, String name, String label, String referenceMetric, String referenceBytes) {

    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
    }
  }

  private void print() throws IOException {
    List<Row> rows = Files.readAllLines(recipes.resolve("rows.tsv")).stream().map(Row::of).toList();
    System.out.println(
        """
        # Results

        Every row is a recipe of `benchmarks/paper`, run by `benchmarks/paper.sh WORK` through the command; this page is the
        output of `benchmarks/paper-table.sh WORK`. Means over the seeds, in brackets the least and the greatest. Bytes are
        those of the packed file on disk, header and buffers included; the ratio is to the float parameters. Steps count
        those of the float tuning that a row begins with. The reference's figures are of one seed, its bytes claimed by
        arithmetic without buffers and header; where it has none the cell is empty. Which setting does what of the paper is
        told in [paper.md](paper.md).
        """);
    for (String model : rows.stream().map(Row::model).distinct().toList()) {
      String metric = model.equals("shakespeare") ? "perplexity" : "accuracy %";
      System.out.println("## " + (model.equals("shakespeare") ? "The character Transformer" : "The CIFAR-10 network"));
      System.out.println();
      System.out.println("| row | " + metric + " | bytes | ratio | steps | seconds | seeds | reference | its bytes |");
      System.out.println("|---|---|---|---|---|---|---|---|---|");
      for (Row row : rows) {
        if (row.model().equals(model)) {
          System.out.println(line(row));
        }
      }
      System.out.println();
    }
  }

  private String line(Row row) throws IOException {
    List<JsonNode> reports = reports(row.model(), row.name().equals(GIVEN) ? FLOAT_TUNED : row.name());
    String reference = row.referenceMetric() + " | " + row.referenceBytes() + " |";
    if (reports.isEmpty()) {
      return "| " + row.label() + " | not run yet | | | | | | " + reference;
    }
    if (row.name().equals(GIVEN)) {
      JsonNode first = reports.get(0);
      return "| %s | %s | %,d | 1.0 | 0 | | | %s"
          .formatted(row.label(), shown(row, metric(first, "before")), first.at("/bytes/floatWeights").asLong(), reference);
    }
    double[] metrics = reports.stream().mapToDouble(report -> metric(report, "after")).toArray();
    double bytes = reports.stream().mapToLong(report -> report.at("/bytes/packed").asLong()).average().orElseThrow();
    double seconds = reports.stream().mapToDouble(report -> report.at("/seconds/total").asDouble()).average().orElseThrow();
    return String.format(
        Locale.ROOT,
        "| %s | %s (%s to %s) | %,.0f | %.1f | %d | %.0f | %d | %s",
        row.label(),
        shown(row, DoubleStream.of(metrics).average().orElseThrow()),
        shown(row, DoubleStream.of(metrics).min().orElseThrow()),
        shown(row, DoubleStream.of(metrics).max().orElseThrow()),
        bytes,
        reports.get(0).at("/bytes/floatWeights").asDouble() / bytes,
        steps(row, reports.get(0)),
        seconds,
        reports.size(),
        reference);
  }

  private int steps(Row row, JsonNode report) throws IOException {
    int own = report.path("losses").size();
    boolean startsTuned =
        !row.name().equals(FLOAT_TUNED)
            && !Files.readString(recipes.resolve(row.model()).resolve(row.name() + ".yaml")).contains("\nfloatTuning:");
    List<JsonNode> tuned = startsTuned ? reports(row.model(), FLOAT_TUNED) : List.of();
    return own + (tuned.isEmpty() ? 0 : tuned.get(0).path("losses").size());
  }

  private List<JsonNode> reports(String model, String name) throws IOException {
    Path folder = work.resolve(model).resolve(name);
    List<JsonNode> reports = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> seeds = Files.list(folder)) {
        for (Path seed : seeds.sorted().toList()) {
          Path report = seed.resolve("report.json");
          if (Files.exists(report)) {
            reports.add(MAPPER.readTree(report.toFile()));
          }
        }
      }
    }
    return reports;
  }

  private static double metric(JsonNode report, String when) {
    return report.at("/metric/" + when).asDouble();
  }

  private static String shown(Row row, double metric) {
    return row.model().equals("shakespeare")
        ? String.format(Locale.ROOT, "%.3f", metric)
        : String.format(Locale.ROOT, "%.2f", 100 * metric);
  }
}
