package io.openclaw.bridge;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may know whom. The rooms are explained in `src/docs/ARCHITECTURE.md`; this is the list that holds. A room that
/// does not exist yet breaks no rule.
class ArchitectureTest {
    private static final String BASE = "io.openclaw.bridge";
    private static final int LONGEST_SOURCE_FILE = 300;
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /// A room is a package; what it may import of ours stands in [#mayKnow].
    private enum Room {
        ROOT(BASE),
        FRAME(BASE + ".gateway.frame.."),
        GATEWAY(BASE + ".gateway.."),
        EVENT(BASE + ".event.."),
        PRODUCTION(BASE + ".production.."),
        MOCK(BASE + ".mock.."),
        NOTIFICATION(BASE + ".notification.."),
        DELIVERY(BASE + ".delivery.."),
        CALLBACK(BASE + ".callback.."),
        STORE(BASE + ".store.."),
        ACCESS(BASE + ".access.."),
        INTAKE_REST(BASE + ".intake.rest.."),
        QUEUE(BASE + ".queue.."),
        DOCTOR(BASE + ".doctor.."),
        TELEMETRY(BASE + ".telemetry.."),
        BOOT(BASE + ".boot..");

        private final String packages;

        Room(String packages) {
            this.packages = packages;
        }

        boolean owns(JavaClass type) {
            // The frame is a room of its own inside the gateway.
            return PackageMatcher.of(packages).matches(type.getPackageName()) && (this != GATEWAY || !FRAME.owns(type));
        }

        Set<Room> mayKnow() {
            return switch (this) {
                case ROOT, FRAME, TELEMETRY -> Set.of();
                case GATEWAY -> EnumSet.of(FRAME);
                case EVENT, ACCESS, NOTIFICATION, DOCTOR -> EnumSet.of(ROOT);
                // The frame is the part of the gateway's language that answers and events arrive in.
                case PRODUCTION -> EnumSet.of(ROOT, GATEWAY, FRAME, EVENT, TELEMETRY);
                case MOCK -> EnumSet.of(ROOT, EVENT);
                case DELIVERY -> EnumSet.of(ROOT, NOTIFICATION, TELEMETRY);
                case CALLBACK -> EnumSet.of(ROOT, NOTIFICATION, TELEMETRY);
                case STORE -> EnumSet.of(ROOT, NOTIFICATION, ACCESS);
                case INTAKE_REST -> EnumSet.of(ROOT, NOTIFICATION, ACCESS, DOCTOR, TELEMETRY);
                case QUEUE -> EnumSet.of(ROOT, NOTIFICATION, ACCESS, TELEMETRY);
                case BOOT -> EnumSet.allOf(Room.class);
            };
        }
    }

    @Test
    void everyClassHasARoom() {
        classes()
                .should(ArchCondition.from(describe(
                        "be in one of the rooms",
                        type -> Arrays.stream(Room.values()).anyMatch(room -> room.owns(type)))))
                .check(MAIN);
    }

    @ParameterizedTest
    @EnumSource
    void roomKnowsOnlyTheRoomsItMay(Room room) {
        Set<Room> known = room.mayKnow();
        DescribedPredicate<JavaClass> others = describe(
                "in a room that " + room + " may not know",
                type -> Arrays.stream(Room.values())
                        .anyMatch(other -> other != room && !known.contains(other) && other.owns(type)));
        noClasses()
                .that(describe("are in " + room, room::owns))
                .should()
                .dependOnClassesThat(others)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void packagesFormNoCycles() {
        slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void frontDoorIsPlainJavaAndMutiny() {
        classes()
                .that()
                .resideInAPackage(BASE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(BASE, "java..", "io.smallrye.mutiny..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void gatewayCouldBeLiftedIntoAnotherProject() {
        classes()
                .that()
                .resideInAPackage(BASE + ".gateway..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + ".gateway..",
                        "java..",
                        "javax.net..", // TLS belongs to the JDK
                        "javax.security.auth.x500..", // and so do the names in certificates
                        "io.vertx..",
                        "com.fasterxml.jackson..",
                        "io.smallrye.mutiny..",
                        "org.jspecify..")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "SQL,                java.sql..,                                    store",
        "data sources,       javax.sql..,                                   store",
        "served resources,   jakarta.ws.rs..,                               intake.rest",
        "AMQP,               io.vertx.proton..,                             queue",
        "AMQP's types,       org.apache.qpid..,                             queue",
        "the broker,         org.apache.activemq..,                         queue",
        "OpenTelemetry,      io.opentelemetry..,                            telemetry.otel",
    })
    void technologyHasOneOwner(String technology, String packages, String owner) {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "." + owner + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages)
                .as(technology + " belong to " + owner)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void webSocketsBelongToTheGateway() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".gateway..")
                .should()
                .dependOnClassesThat(describe(
                        "are Vert.x WebSocket classes",
                        type -> type.getPackageName().startsWith("io.vertx.")
                                && type.getSimpleName().contains("WebSocket")))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.smallrye.config..",
                "org.eclipse.microprofile.config..",
                "org.eclipse.microprofile.health..",
                "io.micrometer.."
            })
    void frontDoorAndGatewayAreFreeOfConfigMetricsAndHealth(String packages) {
        noClasses()
                .that()
                .resideInAnyPackage(BASE, BASE + ".gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages)
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Config", "Metrics", "HealthCheck"})
    void frontDoorAndGatewayHaveNoClassNamed(String suffix) {
        noClasses()
                .that()
                .resideInAnyPackage(BASE, BASE + ".gateway..")
                .should()
                .haveSimpleNameEndingWith(suffix)
                .check(MAIN);
    }

    @Test
    void configurationIsNamedConfig() {
        classes()
                .that()
                .areAnnotatedWith("io.smallrye.config.ConfigMapping")
                .should()
                .haveSimpleNameEndingWith("Config")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void healthChecksAreNamedHealthCheck() {
        classes()
                .that(assignableTo("org.eclipse.microprofile.health.HealthCheck"))
                .should()
                .haveSimpleNameEndingWith("HealthCheck")
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void packagesAreNamedAfterWhatTheyDo() {
        Set<String> nothingsaying =
                Set.of("util", "utils", "common", "dto", "service", "impl", "misc", "helper", "helpers");
        classes()
                .should(ArchCondition.from(describe(
                        "be in a package with a telling name",
                        type -> Stream.of(type.getPackageName().split("\\.")).noneMatch(nothingsaying::contains))))
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        Stream<JavaPackage> ours =
                Stream.concat(Stream.of(MAIN.getPackage(BASE)), MAIN.getPackage(BASE).getSubpackagesInTree().stream());
        List<String> unmarked = ours.filter(
                        part -> !part.getClasses().isEmpty() && !part.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).as("packages without a @NullMarked package-info").isEmpty();
    }

    @Test
    void sourceFilesStayReadable() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            List<String> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > LONGEST_SOURCE_FILE)
                    .map(file -> file + " has " + lines(file) + " lines")
                    .toList();
            assertThat(tooLong)
                    .as("source files of more than %d lines", LONGEST_SOURCE_FILE)
                    .isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
