package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Chromium with a profile of its own that reaches nothing but this machine. Its program and its driver are those
 * that {@code ./vitrine test} names in VITRINE_CHROMIUM and VITRINE_CHROMEDRIVER, else those on the path; without them a
 * test fails, it never skips itself.
 */
final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String FLAWS = script("/flaws.js");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String address;
    private final ChromeDriver driver;
    private final List<String> requested = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    Browser(String address, Path profile, String language) {
        this.address = address;
        var options = new ChromeOptions();
        options.setBinary(program("VITRINE_CHROMIUM", "chromium", "chromium-browser", "google-chrome"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--accept-lang=" + language,
                "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(program("VITRINE_CHROMEDRIVER", "chromedriver")))
                .build();
        driver = new ChromeDriver(service, options);
        look(1280, 900, "light");
    }

    private static String program(String setting, String... names) {
        String given = System.getenv(setting);
        if (given != null && !given.isEmpty()) {
            return given;
        }
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + names[0]
                        + " to test pages with: install it or name its program in " + setting
                        + "; ./vitrine test does so."))
                .toString();
    }

    private static String script(String name) {
        try (var script = Objects.requireNonNull(Browser.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How large the window is, in pixels, and which colours the system asks for: light or dark. */
    void look(int width, int height, String colours) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    void open(String path) {
        driver.get(address + path);
    }

    /** The path and query of the page that is open. */
    String where() {
        return driver.getCurrentUrl().substring(address.length());
    }

    /** The first element, once it is there and seen. */
    WebElement find(String css) {
        return Awaitility.await(css)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .until(
                        () -> driver.findElements(By.cssSelector(css)).stream()
                                .filter(WebElement::isDisplayed)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until those who hear the page are told so. */
    void hear(String words) {
        Awaitility.await(words)
                .atMost(PATIENCE)
                .until(() -> String.valueOf(driver.executeScript("return document.getElementById('aloud').textContent"))
                        .contains(words));
    }

    /** Moves a slider by keys, as they do in the browser: the way to the right end and so many steps back. */
    void slide(String css, int stepsFromTheEnd) {
        WebElement slider = find(css);
        slider.sendKeys(Keys.END);
        for (int step = 0; step < stepsFromTheEnd; step++) {
            slider.sendKeys(Keys.ARROW_LEFT);
        }
    }

    /** Waits until a picture is drawn. */
    void drawn(String css) {
        WebElement picture = find(css);
        Awaitility.await(css)
                .atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(driver.executeScript(
                        "return arguments[0].complete && arguments[0].naturalWidth > 0", picture)));
    }

    /** The words of all elements; what is not seen has none. */
    List<String> texts(String css) {
        return Awaitility.await(css)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class) // exchanged between being found and being read
                .until(
                        () -> driver.findElements(By.cssSelector(css)).stream()
                                .map(WebElement::getText)
                                .toList(),
                        words -> true);
    }

    /** Waits until the page says so somewhere. */
    void await(String css, String words) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(() -> assertThat(texts(css)).as(css).anyMatch(text -> text.contains(words)));
    }

    /** Clicks as a person would, once it can be seen. */
    void click(String css) {
        WebElement element = find(css);
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    void type(String css, CharSequence... keys) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(keys);
    }

    /** Chooses a file as a person would in the file dialog. */
    void choose(String css, Path file) {
        find(css).sendKeys(file.toAbsolutePath().toString());
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** The id of what has the focus; empty where that has none. */
    String focused() {
        return String.valueOf(driver.executeScript("return document.activeElement.id"));
    }

    /** Drops a picture onto the page, as from a folder. */
    void drop(byte[] png) {
        driver.executeScript("""
                const bytes = Uint8Array.from(atob(arguments[0]), letter => letter.charCodeAt(0));
                const transfer = new DataTransfer();
                transfer.items.add(new File([bytes], 'photo.png', {type: 'image/png'}));
                for (const type of ['dragenter', 'dragover', 'drop']) {
                  document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: transfer}));
                }""", Base64.getEncoder().encodeToString(png));
    }

    /** Keeps what is seen under target/screenshots, for people, and notes what is wrong with it for {@link #flaws}. */
    void screenshot(String name) {
        still();
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new IllegalStateException("The screenshot " + name + " cannot be kept", e);
        }
        for (Object flaw : (List<?>) Objects.requireNonNull(driver.executeScript(FLAWS))) {
            flaws.add(name + ": " + flaw);
        }
    }

    /** Waits until cards have faded in, what is seen of pictures is drawn, and no answer is under way. */
    private void still() {
        Awaitility.await("the page is still")
                .atMost(PATIENCE)
                .until(() -> Boolean.TRUE.equals(driver.executeScript("""
                        const seen = image => {
                          const box = image.getBoundingClientRect();
                          return box.width > 0 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
                        };
                        return document.readyState === 'complete'
                            && !document.querySelector('.htmx-request')
                            && document.getAnimations().every(
                                each => each.effect.getComputedTiming().endTime > 2000 || each.playState !== 'running')
                            && [...document.images].every(image => image.complete || !seen(image));
                        """)));
    }

    /** What keeps people out of the pages of which screenshots were taken: the checks are in flaws.js. */
    List<String> flaws() {
        return flaws;
    }

    /** Goes through the page by the tab key; what has the focus and does not show it. */
    List<String> unseenStops(int most) {
        List<String> unseen = new ArrayList<>();
        driver.executeScript("document.activeElement.blur()");
        for (int stop = 0; stop < most; stop++) {
            press(Keys.TAB);
            Object name = driver.executeScript("""
                    const at = document.activeElement;
                    const shows = each => each && parseFloat(getComputedStyle(each).outlineWidth) > 0
                        && getComputedStyle(each).outlineStyle !== 'none';
                    if (at === document.body || shows(at) || shows(at.closest('.search')) || shows(at.nextElementSibling)) {
                      return null;
                    }
                    return at.outerHTML.slice(0, 200);""");
            if (name != null) {
                unseen.add(name.toString());
            }
        }
        return unseen;
    }

    /** What the console complained of since the last call: refused styles and scripts, failed loads, thrown errors. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The hosts that anything was asked of since the browser started. */
    List<String> hosts() {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            var message = JsonMapper.shared().readTree(entry.getMessage()).path("message");
            if (message.path("method").asString().equals("Network.requestWillBeSent")) {
                requested.add(message.path("params").path("request").path("url").asString());
            }
        }
        return requested.stream()
                .filter(url -> url.startsWith("http"))
                .map(url -> host(url))
                .distinct()
                .toList();
    }

    private static @Nullable String host(String url) {
        return URI.create(url.split("[?#]", 2)[0]).getHost();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
