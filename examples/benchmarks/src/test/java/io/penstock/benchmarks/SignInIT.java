// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.AccessFile;
import io.penstock.access.Role;
import io.penstock.access.Secrets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Signing in on the dashboard, in a real Chromium on a real node that asks everybody who they are. */
class SignInIT {
    private static final String PASSWORD = "correct horse bättery";
    private static final Map<Role, String> TOKENS = new EnumMap<>(Role.class);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static NodeProcess node;

    private Browser browser;
    private Pictures pictures;

    @BeforeAll
    static void startNode() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            TOKENS.put(role, Secrets.newToken());
            lines.add(AccessFile.line(role.word(), role, "token", Secrets.tokenHash(TOKENS.get(role)), null));
        }
        lines.add(AccessFile.line("alice", Role.ADMIN, "password", Secrets.passwordHash(PASSWORD), null));
        Path people = Files.write(directory.resolve("access"), lines);
        String jar = SessionCluster.jar("runtime-verticles/target/penstock.jar").toString();
        node = NodeProcess.startAlone(
                List.of(SessionCluster.java(), "-jar", jar, "node"),
                directory.resolve("node"),
                List.of("-Dauth.file=" + people, "-Dslot.count=4"));
        SessionCluster.await("the node is ready", () -> {
            try {
                return !node.get("/health/ready").isEmpty();
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    @AfterAll
    static void stopNode() throws Exception {
        if (node != null) node.close();
    }

    @BeforeEach
    void startBrowser() throws Exception {
        browser = Browser.start(directory);
        pictures = new Pictures(browser);
        open("");
    }

    @AfterEach
    void stopBrowser() throws Exception {
        browser.close();
    }

    private void open(String page) throws Exception {
        browser.open(URI.create(node.address() + "/" + page));
    }

    private void signIn(String name, String secret) throws Exception {
        browser.awaitText("h1", "Sign in");
        if (!name.isEmpty()) browser.type("#who", name);
        browser.type("#secret", secret);
        browser.click("Sign in");
    }

    /** All that the tab keeps, and all that scripts can see of cookies. */
    private String kept() throws Exception {
        return browser.run("return JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
                .asText();
    }

    @Test
    void oneSignsInWithATokenAndOutAgain() throws Exception {
        browser.awaitText("h1", "Sign in");
        pictures.of("sign-in");
        assertThat(browser.complaints()).as("to be asked is no error").isEmpty();
        signIn("", "wrong");
        browser.awaitText("form", "these credentials are not taken");
        pictures.of("sign-in-refused");
        signIn("", TOKENS.get(Role.OPERATOR));
        browser.awaitText("main", "Slots in use");
        browser.awaitText(".top", "operator (operator)");
        assertThat(kept())
                .contains("penstock-session")
                .doesNotContain(TOKENS.get(Role.OPERATOR))
                .endsWith(",{},\"\"]");
        open("?again#/workers");
        browser.awaitText("table", "MiB");
        String before = kept();
        browser.click("Sign out");
        browser.awaitText("h1", "Sign in");
        assertThat(kept()).isEqualTo("[{},{},\"\"]");
        assertThat(browser.requests()).allMatch(asked -> asked.startsWith(node.address() + "/"));

        browser.run(
                "sessionStorage.setItem('penstock-session', JSON.parse(arguments[0])[0]['penstock-session'])", before);
        open("?old");
        browser.awaitText("form", "The session is over");
        assertThat(kept()).as("what is not taken is not kept").isEqualTo("[{},{},\"\"]");
    }

    @Test
    void oneSignsInWithANameAndAPassword() throws Exception {
        signIn("alice", PASSWORD);
        browser.awaitText(".top", "alice (admin)");
        browser.awaitText("main", "Slots in use");
        assertThat(kept()).doesNotContain("alice").doesNotContain(PASSWORD);
        pictures.of("signed-in");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aViewerSeesEverythingAndCanPressNothingThatChangesIt() throws Exception {
        signIn("alice", PASSWORD);
        browser.awaitText("main", "Slots in use");
        browser.click("Submit");
        browser.awaitText("h1", "Submit a job");
        browser.type(
                "#jar",
                SessionCluster.jar("examples/benchmarks/target/penstock-benchmarks.jar")
                        .toString());
        browser.awaitText("main form", "penstock-benchmarks.jar");
        browser.click("RecoveryJob");
        browser.type("#args", "100000000 5000 - 0");
        browser.type("#parallelism", "2");
        browser.click("Run");
        browser.awaitText(".head", "Running");
        assertThat(usable()).isEqualTo(steering());
        String job = browser.run("return location.hash").asText();
        browser.click("Sign out");

        signIn("", TOKENS.get(Role.VIEWER));
        browser.awaitText(".top", "viewer (viewer)");
        browser.awaitText(".head", "Running");
        assertThat(steering())
                .as("Take a checkpoint, Savepoint, Stop with savepoint, Cancel")
                .isEqualTo(4);
        assertThat(usable()).isZero();
        assertThat(browser.run("return document.querySelector('[data-role]').title")
                        .asText())
                .isEqualTo("This is for the role operator; yours is viewer.");
        pictures.of("viewer");
        open("?viewer#/submit");
        browser.awaitText("main", "This is for the role admin; yours is viewer.");
        assertThat(usable()).isZero();
        open("?viewer-again");
        browser.awaitText("table", "recovery");
        assertThat(steering()).as("Cancel").isEqualTo(1);
        assertThat(usable()).isZero();
        browser.click("Sign out");

        signIn("", TOKENS.get(Role.OPERATOR));
        open("?operator" + job);
        browser.click("Cancel job");
        browser.click("Really cancel");
        browser.awaitText(".head", "Canceled");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSessionThatEndsWhileThePageIsOpenLeavesNothingToSee() throws Exception {
        signIn("alice", PASSWORD);
        browser.awaitText("main", "Slots in use");
        browser.run("fetch('v1/session', {method: 'DELETE', headers: {Authorization: 'Bearer '"
                + " + sessionStorage.getItem('penstock-session')}})");
        browser.click("Submit");
        browser.awaitText("h1", "Sign in");
        browser.awaitText("form", "The session is over");
        assertThat(browser.text("main")).doesNotContain("Slots");
        signIn("", TOKENS.get(Role.VIEWER));
        browser.awaitText("h1", "Submit a job");
    }

    private int steering() throws Exception {
        return browser.run("return document.querySelectorAll('main [data-role]').length")
                .asInt();
    }

    private int usable() throws Exception {
        return browser.run("return document.querySelectorAll('main [data-role]:enabled').length")
                .asInt();
    }
}
