// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A child process of the tests: says hello, watches its parent, and ends as told. */
final class TinyWorker {
    private TinyWorker() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = List.of(args);
        System.out.println("hello " + arguments);
        if (arguments.contains("exit-7")) {
            System.exit(7);
        }
        if (arguments.contains("ignore-term")) {
            Runtime.getRuntime().addShutdownHook(new Thread(TinyWorker::hang));
        }
        int option = arguments.indexOf(LocalProcessOptions.PARENT_PID_OPTION);
        ParentWatch.start(
                Long.parseLong(arguments.get(option + 1)),
                () -> Runtime.getRuntime().halt(3));
        hang();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
