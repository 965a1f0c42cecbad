// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChannelMapTest {
    @Test
    void bothSidesAgreeOnEveryChannel() {
        for (int producers = 1; producers <= 17; producers++) {
            for (int consumers = 1; consumers <= 17; consumers++) {
                checkAgreement(new ChannelMap(ExchangePattern.RESCALE, producers, consumers));
                checkAgreement(new ChannelMap(ExchangePattern.HASH, producers, consumers));
            }
            checkAgreement(new ChannelMap(ExchangePattern.FORWARD, producers, producers));
        }
    }

    private static void checkAgreement(ChannelMap map) {
        long channels = 0;
        for (int p = 0; p < map.producers(); p++) {
            assertThat(map.consumersOf(p).size()).as("%s producer %d", map, p).isPositive();
            for (int c = 0; c < map.consumers(); c++) {
                boolean connected = map.consumersOf(p).contains(c);
                assertThat(map.producersOf(c).contains(p))
                        .as("%s %d to %d", map, p, c)
                        .isEqualTo(connected);
                if (connected) channels++;
            }
        }
        assertThat(channels).as("%s", map).isEqualTo(map.channels());
    }

    @Test
    void rescaleSharesAreContiguousAndEven() {
        var map = new ChannelMap(ExchangePattern.RESCALE, 3, 8);
        assertThat(map.consumersOf(0)).isEqualTo(new SubtaskRange(0, 2));
        assertThat(map.consumersOf(1)).isEqualTo(new SubtaskRange(2, 5));
        assertThat(map.consumersOf(2)).isEqualTo(new SubtaskRange(5, 8));
        assertThat(new ChannelMap(ExchangePattern.RESCALE, 30_000, 32_768)
                        .consumersOf(29_999)
                        .end())
                .isEqualTo(32_768);
    }

    @Test
    void forwardIsOneToOne() {
        assertThat(new ChannelMap(ExchangePattern.FORWARD, 4, 4).consumersOf(3)).isEqualTo(new SubtaskRange(3, 4));
        assertThatThrownBy(() -> new ChannelMap(ExchangePattern.FORWARD, 4, 5))
                .hasMessageContaining("forward needs equal parallelism");
    }
}
