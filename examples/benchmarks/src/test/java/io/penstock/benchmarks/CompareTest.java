// SPDX-License-Identifier: Apache-2.0
package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How answers are read and summed up; what the systems print is taken from real runs. */
class CompareTest {
    @Test
    void theMiddleOfAnEvenNumberIsTheMeanOfTwo() {
        assertThat(Median.of(3, 1)).isEqualTo(2);
        assertThat(Median.of(9, 1, 2)).isEqualTo(2);
        assertThat(Median.of()).isNaN();
    }

    @Test
    void flinksLatencyIsReadFromTheLineOfTheWindowsEnd() {
        Contestant flink = contestant("w6", "flink");
        String printed = """
                {"system":"flink-2.3.0","case":"w6","metric":"latency_ms_since_last_event","p50":5.2,"p99":10.2}
                {"system":"flink-2","case":"w6","metric":"latency_ms_since_window_end","p50":0.3,"p99":0.7,"p99.9":3.7}
                {"system":"flink-2.3.0","case":"w6","metric":"cores_used","median":0.500}
                """;
        assertThat(flink.read(printed)).isEqualTo(Map.of("p50 ms", 0.3, "p99 ms", 0.7, "p99.9 ms", 3.7, "cores", 0.5));
    }

    @Test
    void jetsLatencyComesInMicroseconds() {
        Contestant jet = contestant("w6", "jet");
        String printed = """
                {"system":"hazelcast-jet-5.7.0","case":"w6-after-window","metric":"p50_us","median":729,"runs":[729]}
                {"system":"hazelcast-jet-5.7.0","case":"w6-after-window","metric":"p99_us","median":1870,"runs":[1870]}
                {"system":"hazelcast-jet-5.7.0","case":"w6-after-event","metric":"p50_us","median":5803,"runs":[5803]}
                {"system":"hazelcast-jet-5.7.0","case":"w6","metric":"cpu_percent_of_one_core","median":49.5,"runs":[]}
                """;
        assertThat(jet.read(printed).get("p50 ms")).isCloseTo(0.729, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(jet.read(printed)).containsOnlyKeys("p50 ms", "p99 ms", "cores");
    }

    @Test
    void checksumsAreReadAsEachSystemPrintsThem() {
        assertThat(Contestant.checksum("{\"checksum\": \"eb637b589a22969a\"}")).isEqualTo("eb637b589a22969a");
        assertThat(Contestant.checksum("\"result\":\"distinct=9999 checksum=2bd014a98fd82467\""))
                .isEqualTo("2bd014a98fd82467");
        assertThat(Contestant.checksum("{\"median\":1}")).isNull();
    }

    @Test
    void readingsSurviveTheReportsJson(@TempDir Path directory) throws Exception {
        List<Reading> readings = List.of(
                new Reading("penstock", "17.0.15", 0.5, 1.9, Map.of("M/s", 40.0)),
                new Reading("jet low-level", "25.0.3", 0.5, 1.9, Map.of("M/s", 1e-3)));
        Path file = directory.resolve("report.json");
        Files.writeString(file, new Report("w3", readings).json());
        assertThat(Reading.readAll(file)).isEqualTo(readings);
    }

    @Test
    void plainLoopsComeToTheChecksumsThatThePeersHavePublished() {
        assertThat(Input.hex(Expected.checksum("w1", 600_000_000))).isEqualTo("013fbe85edc90000");
        assertThat(Input.hex(Expected.checksum("w2", 1_000_000))).isEqualTo("f4989664a676883a");
    }

    private static Contestant contestant(String name, String system) {
        Settings settings = Settings.of(new String[] {name, "/jdk"});
        return Contestant.of(name, settings).stream()
                .filter(contestant -> contestant.name().equals(system))
                .findFirst()
                .orElseThrow();
    }
}
