package dev.centroid.standalone.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The shipped sample, whole or with a part spoilt. */
final class Sample {

  static final Path FOLDER = Path.of("../samples/glyphs");

  private Sample() {}

  /** A copy of its four files. */
  static Path copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name :
        Stream.of("model.pt", "train.safetensors", "eval.safetensors", "recipe.yaml").toList()) {
      Files.copy(FOLDER.resolve(name), folder.resolve(name));
    }
    return folder;
  }

  /** Replaces text in a copy's recipe. */
  static void editRecipe(Path folder, String old, String replacement) throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    String text = Files.readString(recipe);
    if (!text.contains(old)) {
      throw new IllegalArgumentException("the sample's recipe has no '" + old + "'");
    }
    Files.writeString(recipe, text.replace(old, replacement));
  }
}
