// SPDX-License-Identifier: Apache-2.0
package io.penstock.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the test: a rule that never fails guards nothing, so each has to catch what was planted for it. */
@Tag("house")
class HouseRulesCatchTest {
    private static final Pattern METHOD = Pattern.compile("Impure\\.(\\w+)\\(");

    private final JavaClasses planted = new ClassFileImporter().importPackages("io.penstock.core.planted");

    @Test
    void clocksAndDice() {
        assertThat(caught(HouseRulesTest.coreReadsNoClockAndRollsNoDice))
                .containsExactly("clock", "dice", "instant", "uuid");
    }

    @Test
    void threadsAndFiles() {
        assertThat(caught(HouseRulesTest.coreTouchesNoThreadFileOrSocket))
                .containsExactly("executor", "file", "print", "thread");
    }

    @Test
    void collectionsWithoutOrder() {
        assertThat(caught(HouseRulesTest.coreUsesOnlyCollectionsWithASpecifiedOrder))
                .containsExactly("grouping", "hashMap", "mapOf", "setOf", "toSet");
    }

    @Test
    void printing() {
        assertThat(caught(HouseRulesTest.onlyTheFrontDoorPrints)).containsExactly("print");
    }

    @Test
    void hotPathsOutsideTheDataPlane() {
        assertThat(HouseRulesTest.onlyTheDataPlaneIsAHotPath
                        .evaluate(planted)
                        .getFailureReport()
                        .toString())
                .contains("Excused");
    }

    private Set<String> caught(ArchRule rule) {
        String report = rule.evaluate(planted).getFailureReport().toString();
        Set<String> methods = new TreeSet<>();
        METHOD.matcher(report)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(methods::add);
        return methods;
    }
}
