// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/**
 * Makes copies of templates for one operator of a job.
 *
 * @param operator names the operator within the job
 */
public record Specialization(Specializer specializer, String operator) {
    /** See {@link Specializer#instantiate}. */
    public <T> T instantiate(Class<? extends T> template, Class<T> base) {
        return specializer.instantiate(operator, template, base);
    }
}
