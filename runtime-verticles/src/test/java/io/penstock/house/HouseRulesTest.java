// SPDX-License-Identifier: Apache-2.0
package io.penstock.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.penstock.core.HotPath;
import java.io.ObjectInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * What each room must not know. Break a rule only by changing it here, with an ADR that says why.
 *
 * <p>{@code examples} is not on this module's class path; its compiler sees the API only, which is the same rule.
 */
@ArchTag("house")
@AnalyzeClasses(packages = "io.penstock", importOptions = DoNotIncludeTests.class)
final class HouseRulesTest {
    private static final String CORE = "io.penstock.core..";
    private static final String[] DATA_PLANE = {"io.penstock.core.flow..", "io.penstock.core.state.."};

    /** Copies operator templates into hidden classes, and for that reads their bytes from its own jar. */
    private static final String READS_ITS_OWN_CLASS_FILES = "io.penstock.core.flow.operator.Specializer";

    /** What the API offers for printing. */
    private static final String PRINTS_FOR_THE_USER = "io.penstock.api.sink.PrintSink";

    private HouseRulesTest() {}

    // Who may depend on whom.

    @ArchTest
    static final ArchRule apiDependsOnTheJdkOnly = classes()
            .that()
            .resideInAPackage("io.penstock.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.penstock.api..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule coreDependsOnTheApiAndQueuesOnly = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(CORE, "io.penstock.api..", "java..", "org.jspecify..", "org.jctools..");

    @ArchTest
    static final ArchRule metricsKnowsNeitherJobsNorTheShell = noClasses()
            .that()
            .resideInAPackage("io.penstock.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..", CORE, "io.penstock.cluster..");

    @ArchTest
    static final ArchRule clusterManagerKnowsNoOtherRoom = noClasses()
            .that()
            .resideInAPackage("io.penstock.cluster..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.penstock..").and(not(resideInAnyPackage("io.penstock.cluster.."))));

    @ArchTest
    static final ArchRule hazelcastStaysInTheClusterManager = noClasses()
            .that()
            .resideOutsideOfPackage("io.penstock.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.penstock.(**)").should().beFreeOfCycles();

    // The core is pure.

    @ArchTest
    static final ArchRule coreTouchesNoThreadFileOrSocket = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and()
            .doNotHaveFullyQualifiedName(READS_ITS_OWN_CLASS_FILES)
            .should()
            .dependOnClassesThat(type(Thread.class)
                    .or(type(ThreadLocal.class))
                    .or(assignableTo(Executor.class))
                    .or(nameMatching("java\\.util\\.concurrent\\.(Executors|locks\\.LockSupport|ThreadLocalRandom)")
                            .forSubtype())
                    .or(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net..", "java.sql.."))
                    .or(resideInAnyPackage("java.io").and(not(type(java.io.Serializable.class))))
                    .or(nameMatching("java\\.time\\.Clock|java\\.security\\.SecureRandom|java\\.lang\\.Runtime")
                            .forSubtype()));

    @ArchTest
    static final ArchRule coreReadsNoClockAndRollsNoDice = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .callMethodWhere(calls(
                    "java\\.lang\\.System",
                    "currentTimeMillis|nanoTime|getenv|getProperty|getProperties|identityHashCode|exit"))
            .orShould()
            .callMethodWhere(calls("java\\.time\\.(Instant|\\w*Date\\w*|\\w*Time|Year)", "now"))
            .orShould()
            .callMethodWhere(calls("java\\.util\\.UUID", "randomUUID"))
            .orShould()
            .callMethodWhere(calls("java\\.lang\\.Math", "random"))
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class);

    @ArchTest
    static final ArchRule coreUsesOnlyCollectionsWithASpecifiedOrder = noClasses()
            .that(resideInAnyPackage(CORE)
                    .and(not(belongTo(annotatedWith(HotPath.class).forSubtype()))))
            .should()
            .dependOnClassesThat(type(HashMap.class)
                    .or(type(HashSet.class))
                    .or(nameMatching("java\\.util\\.(IdentityHashMap|WeakHashMap|Hashtable)")
                            .forSubtype())
                    .or(nameMatching("java\\.util\\.concurrent\\.ConcurrentHashMap.*")
                            .forSubtype()))
            .orShould()
            .callMethodWhere(target(owner(type(Set.class).or(type(Map.class)))).and(immutableHash()))
            .orShould()
            .callMethodWhere(target(owner(type(Collectors.class))).and(hashingCollector()));

    @ArchTest
    static final ArchRule onlyTheDataPlaneIsAHotPath = classes()
            .that()
            .areAnnotatedWith(HotPath.class)
            .should()
            .resideInAnyPackage(DATA_PLANE)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule messagesAreRecordsEnumsAndSealedInterfaces = classes()
            .that()
            .resideInAPackage("io.penstock.core.message..")
            .and()
            .areNotAnonymousClasses() // the compiler's tables for switches over enums
            .and()
            .doNotHaveSimpleName("package-info")
            .and()
            .doNotHaveSimpleName("Machine") // the door the messages go through
            .should(bePlainMessages())
            .allowEmptyShould(true);

    // The shell is thin.

    @ArchTest
    static final ArchRule verticlesTalkOnlyByMessages = noClasses()
            .that(verticles())
            .should(new ArchCondition<JavaClass>("touch another verticle") {
                @Override
                public void check(JavaClass verticle, ConditionEvents events) {
                    verticle.getDirectDependenciesFromSelf().stream()
                            .filter(touch -> verticles().test(touch.getTargetClass()))
                            .filter(touch -> !verticle.isAssignableTo(
                                    touch.getTargetClass().getName()))
                            .forEach(touch ->
                                    events.add(SimpleConditionEvent.satisfied(verticle, touch.getDescription())));
                }
            })
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule effectsNeverReadAMachine = noClasses()
            .that()
            .resideInAPackage("io.penstock.effect..")
            .should()
            .dependOnClassesThat(simpleNameEndingWith("Machine"))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheFrontDoorPrints = noClasses()
            .that()
            .resideOutsideOfPackages("io.penstock.launch..", "io.penstock.examples..")
            .and()
            .doNotHaveFullyQualifiedName(PRINTS_FOR_THE_USER)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule nobodyDeserializesJavaObjects =
            noClasses().should().dependOnClassesThat(assignableTo(ObjectInputStream.class));

    private static DescribedPredicate<JavaCall<?>> calls(String owner, String method) {
        return target(owner(nameMatching(owner))).and(target(nameMatching(method)));
    }

    /** The factories of immutable hash tables; with at most one element there is only one order. */
    private static DescribedPredicate<JavaCall<?>> immutableHash() {
        return describe("a factory of an immutable hash table", call -> {
            List<JavaClass> parameters = call.getTarget().getRawParameterTypes();
            int elements = call.getTargetOwner().isEquivalentTo(Map.class) ? parameters.size() / 2 : parameters.size();
            boolean varargs = elements == 1 && parameters.get(0).isArray();
            return switch (call.getName()) {
                case "copyOf", "ofEntries" -> true;
                case "of" -> elements > 1 || varargs;
                default -> false;
            };
        });
    }

    /** The collectors that make a hash map or set of their own; the overloads with a factory are fine. */
    private static DescribedPredicate<JavaCall<?>> hashingCollector() {
        return describe("a collector into a hash table", call -> {
            int parameters = call.getTarget().getRawParameterTypes().size();
            return switch (call.getName()) {
                case "toSet", "toUnmodifiableSet", "toUnmodifiableMap", "groupingByConcurrent" -> true;
                case "toMap" -> parameters < 4;
                case "groupingBy" -> parameters < 3;
                default -> false;
            };
        });
    }

    private static DescribedPredicate<JavaClass> verticles() {
        return resideInAnyPackage("io.penstock.verticle..").and(simpleNameEndingWith("Verticle"));
    }

    private static ArchCondition<JavaClass> bePlainMessages() {
        return new ArchCondition<>("be records, enums or sealed interfaces") {
            @Override
            public void check(JavaClass message, ConditionEvents events) {
                boolean sealed = message.isInterface() && message.reflect().isSealed();
                boolean plain = message.isRecord() || message.isEnum() || sealed;
                events.add(new SimpleConditionEvent(
                        message, plain, message.getName() + " is no record, enum or sealed interface"));
            }
        };
    }
}
