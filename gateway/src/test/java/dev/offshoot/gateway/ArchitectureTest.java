package dev.offshoot.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls that the modules' poms can't build. */
@AnalyzeClasses(packages = "dev.offshoot", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule stagesOfTheGatewayDependOneWay =
            slices().matching("dev.offshoot.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyRelayListenersTunnelsAndLoopsTouchChannels = noClasses()
            .that()
            .resideInAPackage("dev.offshoot..")
            .and()
            .resideOutsideOfPackages(
                    "dev.offshoot.gateway.relay..",
                    "dev.offshoot.gateway.listen..",
                    "dev.offshoot.gateway.loop..",
                    "dev.offshoot.gateway.tunnel..",
                    "dev.offshoot.tunnel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.buffer..");

    @ArchTest
    static final ArchRule relayKnowsNoSnapshot = noClasses()
            .that()
            .resideInAPackage("dev.offshoot.gateway.relay..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.offshoot.routing.snapshot..", "dev.offshoot.routing.context..");

    /** Requests on all threads share facts, snapshots and decisions. NearestNames is one search's own workspace. */
    @ArchTest
    static final ArchRule sharedValuesAreImmutable = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.offshoot.routing..")
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .doNotHaveSimpleName("NearestNames")
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule routingHasNoClockAndNoIo = noClasses()
            .that()
            .resideInAPackage("dev.offshoot.routing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "getenv", String.class);
}
