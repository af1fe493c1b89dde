FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /vitrine
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN mvn -q -Dquick -DskipTests package

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home vitrine && mkdir -p /vitrine/home/log && chown -R vitrine /vitrine/home
WORKDIR /vitrine
COPY --from=build /vitrine/target/vitrine.jar ./
COPY models models
USER vitrine
# Libtorch: no network at run time, no telemetry, barriers that do not spin beside other work.
ENV VITRINE_HOME=/vitrine/home VITRINE_VISION_SHIPPED=/vitrine/models DJL_CACHE_DIR=/vitrine/home/djl GOMP_SPINCOUNT=1000
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", "-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true", \
            "-Djava.awt.headless=true", "-XX:ErrorFile=/vitrine/home/log/crash-%p.log", "-Xmx3g", "-jar", "vitrine.jar"]
