package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

/** The shop's page in a real browser: it shows who served each part, and signing in stays in its space. */
@Timeout(180)
class DemoPageIT {
    /** Screenshots for people to look at. */
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    private static Path profile;

    private static ChromeDriver browser;
    private static RunningDemo demo;

    @BeforeAll
    static void startBrowserAndDemo() throws Exception {
        browser = Chromium.start(profile);
        demo = RunningDemo.start();
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "alice.s.shop.localhost, team-a, web@default orders@alice catalog@team-a payments@default notifications@default",
        "bob--shop.localhost, default, web@default orders@default catalog@default payments@bob notifications@default"
    })
    void thePageSaysWhoServedEachPart(String host, String catalog, String order) throws Exception {
        browser.get("http://" + host + ":" + demo.port + "/");
        shown("#catalog-by [data-space='" + catalog + "']");
        shown("#web-by [data-space='default']");
        shown("#live[data-state='live']");

        shown("button[data-product='mug']").click();
        shown("#trace-order .node[data-service='notifications']");
        assertThat(served("#trace-products .node")).containsExactly("web@default", "catalog@" + catalog);
        assertThat(served("#trace-order .node")).containsExactly(order.split(" "));
        assertThat(shown("#notices li").getText()).contains("Stoneware mug");

        shown("#name").sendKeys("Ann");
        shown("#signin button").click();
        assertThat(shown("#signout").getText()).contains("Ann");
        assertThat(browser.getCurrentUrl()).isEqualTo("http://" + host + ":" + demo.port + "/");
        shown("#catalog-by [data-space='" + catalog + "']");
        shown("#live[data-state='live']");

        photograph(host);
        assertThat(errors()).isEmpty();
    }

    private static WebElement shown(String selector) {
        return await(selector)
                .atMost(Duration.ofSeconds(30))
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> browser.findElements(By.cssSelector(selector)), DemoPageIT::firstIsShown)
                .getFirst();
    }

    private static boolean firstIsShown(List<WebElement> found) {
        return !found.isEmpty() && found.getFirst().isDisplayed();
    }

    private static List<String> served(String selector) {
        return browser.findElements(By.cssSelector(selector)).stream()
                .map(node -> node.getDomAttribute("data-service") + "@" + node.getDomAttribute("data-space"))
                .toList();
    }

    private static List<String> errors() {
        return browser.manage().logs().get("browser").getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    private static void photograph(String host) throws Exception {
        for (int width : new int[] {1280, 390}) {
            browser.manage().window().setSize(new Dimension(width, 1000));
            Files.write(SCREENSHOTS.resolve(host + "-" + width + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }
        browser.manage().window().setSize(new Dimension(1280, 1000));
    }
}
