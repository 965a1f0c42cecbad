// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.access.Role;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallersTest {
    @Test
    void readingIsForViewersCodeForAdminsAndAllElseForOperators() {
        String id = "0".repeat(32);
        assertThat(needed("GET", "/jobs")).isEqualTo(Role.VIEWER);
        assertThat(needed("HEAD", "/jobs")).isEqualTo(Role.VIEWER);
        assertThat(needed("GET", "/live")).isEqualTo(Role.VIEWER);
        assertThat(needed("GET", "/jars/" + id + "/plan")).isEqualTo(Role.OPERATOR);
        assertThat(needed("POST", "/jars/" + id + "/plan")).isEqualTo(Role.OPERATOR);
        assertThat(needed("POST", "/jars/" + id + "/run")).isEqualTo(Role.OPERATOR);
        assertThat(needed("PATCH", "/jobs/" + id)).isEqualTo(Role.OPERATOR);
        assertThat(needed("BREW", "/anything")).isEqualTo(Role.OPERATOR);
        assertThat(needed("POST", "/jars/upload")).isEqualTo(Role.ADMIN);
        assertThat(needed("POST", "/jobs")).isEqualTo(Role.ADMIN);
        assertThat(needed("DELETE", "/jars/" + id)).isEqualTo(Role.ADMIN);
    }

    @Test
    void eachRoleMayWhatTheOnesBeforeMay() {
        assertThat(Role.ADMIN.may(Role.OPERATOR)).isTrue();
        assertThat(Role.OPERATOR.may(Role.OPERATOR)).isTrue();
        assertThat(Role.VIEWER.may(Role.OPERATOR)).isFalse();
        assertThat(Role.OPERATOR.may(Role.ADMIN)).isFalse();
        assertThat(Role.of("root")).isEmpty();
    }

    @Test
    void eachAddressIsCountedForItselfAndForgottenAfterTheWindow() {
        AtomicLong now = new AtomicLong(1_000);
        Counters counters = new Counters(2, 1_000, now::get);
        assertThat(counters.count("a")).isFalse();
        assertThat(counters.isOver("a")).isFalse();
        assertThat(counters.count("a")).isFalse();
        assertThat(counters.isOver("a")).isTrue();
        assertThat(counters.count("a")).isTrue();
        assertThat(counters.count("b")).isFalse();
        now.addAndGet(1_000);
        assertThat(counters.isOver("a")).isFalse();
        assertThat(counters.count("a")).isFalse();
        for (int i = 0; i < 50_000; i++) counters.count("address-" + i);
        assertThat(counters.isOver("address-49999")).isFalse();
    }

    private static Role needed(String method, String path) {
        return Callers.needed(HttpMethod.valueOf(method), path);
    }
}
