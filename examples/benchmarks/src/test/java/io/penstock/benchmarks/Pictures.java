// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures of what a browser shows, in {@code target/screenshots}, and what must hold for each. */
final class Pictures {
    private static final Path FOLDER = Path.of("target/screenshots");
    private static final int WIDE = 1280;
    private static final int PHONE = 390;

    private final Browser browser;

    /** The browser is made wide and light. */
    Pictures(Browser browser) throws IOException {
        this.browser = browser;
        browser.look(WIDE, 900, false);
    }

    /** A picture as a wide and as a narrow one, light and dark; each must fit and be readable. */
    void of(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {WIDE, PHONE}) {
                browser.look(width, 900, dark);
                fits(name + " " + width);
                browser.picture(
                        FOLDER.resolve(name + (width == PHONE ? "-phone" : "") + (dark ? "-dark" : "") + ".png"),
                        width,
                        dark);
                if (width == WIDE) isReadable(name + (dark ? " dark" : " light"));
            }
        }
        browser.look(WIDE, 900, false);
        isNamed(name);
    }

    private void fits(String what) throws IOException {
        JsonNode widths = browser.run("return [document.documentElement.scrollWidth, innerWidth]");
        assertThat(widths.get(0).asInt())
                .as(what + " is no wider than the window")
                .isLessThanOrEqualTo(widths.get(1).asInt());
    }

    /** Contrast as WCAG 2.2 AA wants it: 4.5 to 1 for text, 3 to 1 for large text. */
    private void isReadable(String what) throws IOException {
        JsonNode faint = browser.run(Files.readString(Path.of("src/test/resources/contrast.js")));
        assertThat(faint).as("faint text on " + what).isEmpty();
    }

    /** Everything that can be used has a name, and there is one heading of the page. */
    private void isNamed(String what) throws IOException {
        JsonNode nameless =
                browser.run("const name = e => (e.getAttribute('aria-label') || e.innerText || e.title || '').trim()"
                        + " || (e.labels && [...e.labels].map(l => l.innerText).join(''));"
                        + "return [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]"
                        + ".filter(e => !name(e)).map(e => e.outerHTML.slice(0, 200))");
        assertThat(nameless).as("without a name on " + what).isEmpty();
        assertThat(browser.run("return document.querySelectorAll('h1').length").asInt())
                .as("main headings of " + what)
                .isEqualTo(1);
    }
}
