// SPDX-License-Identifier: Apache-2.0
package io.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.NodeConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExposureTest {
    @Test
    void whatStaysOnTheLoopbackExposesNothing() {
        assertThat(Exposure.of(NodeConfig.of(Map.of()))).isEmpty();
    }

    @Test
    void whatOthersReachUnencryptedIsSaidEachWithItsRemedy() {
        assertThat(Exposure.of(NodeConfig.of(Map.of(
                        "web.host", "10.0.0.1",
                        "web.insecure", "true",
                        "cluster.host", "10.0.0.1",
                        "exchange.host", "10.0.0.1"))))
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("web.insecure").contains("run code"))
                .anySatisfy(line -> assertThat(line).contains("event bus").contains("tls.certificate"))
                .anySatisfy(
                        line -> assertThat(line).contains("cluster.port 5701").contains("cluster.secretFile"))
                .anySatisfy(line -> assertThat(line).contains("data plane").contains("tls.trust"));
    }
}
