package dev.offshoot.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's own headless Chromium, if it has one. */
final class Chromium {
    /** Kept here, since the logging holds loggers weakly. It warns that it doesn't know the newest browsers' debugging protocol. */
    private static final Logger LOG = Logger.getLogger("org.openqa.selenium");

    private Chromium() {}

    /** Skips the calling test with one line where there is no Chromium, or fails it where {@code OFFSHOOT_REQUIRE=all}. */
    static ChromeDriver start(Path profile) throws IOException {
        Optional<Path> browser = onPath("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = onPath("chromedriver");
        if (browser.isEmpty() || driver.isEmpty()) {
            String missing = "chromium and chromedriver: not on the PATH, so the page isn't tested";
            if ("all".equals(System.getenv("OFFSHOOT_REQUIRE"))) {
                throw new AssertionError(missing + " (expected: both, since OFFSHOOT_REQUIRE=all)");
            }
            System.out.println("SKIPPED: " + missing);
            Assumptions.abort(missing);
        }
        LOG.setLevel(Level.SEVERE);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        return new ChromeDriver(service, options(browser.orElseThrow(), profile));
    }

    private static ChromeOptions options(Path browser, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=1280,1000",
                "--user-data-dir=" + profile);
        return options;
    }

    private static Optional<Path> onPath(String... names) {
        List<Path> folders = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of)
                .toList();
        return Stream.of(names)
                .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
