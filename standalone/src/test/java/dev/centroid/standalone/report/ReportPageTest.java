package dev.centroid.standalone.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportPageTest {

  private final Report report = ReportBuilder.build(JobExamples.completed(), JobExamples.run());
  private final String page = ReportPage.html(report);

  @Test
  void needsNothingFromElsewhere() {
    assertThat(page).doesNotContain("http:", "https:", "src=", "@import", "url(", "<script");
  }

  @Test
  void fillsEveryPlaceOfThePage() {
    assertThat(page).doesNotContain("<!-- ");
  }

  @Test
  void escapesWhatTheModelAndTheRecipeSay() {
    assertThat(page).contains("a &lt;note&gt;").doesNotContain("a <note>");
  }

  @Test
  void itsPicturesAreSoundXml() throws Exception {
    for (String svg :
        List.of(LossChart.svg(report), ErrorChart.svg(report), SizeChart.svg(report))) {
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(new InputSource(new StringReader(svg)))
                  .getDocumentElement()
                  .getTagName())
          .isEqualTo("svg");
    }
  }

  @Test
  void namesEveryTensorAndEveryDigest() {
    report.layers().forEach(layer -> assertThat(page).contains(layer.name()));
    report.digests().values().forEach(digest -> assertThat(page).contains(digest));
  }
}
