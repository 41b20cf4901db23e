# syntax=docker/dockerfile:1
# A node: `run`, `check`, `feed` and `dead-letters`. What brings its own Kafka and PostgreSQL (demo,
# dev, bench) is not in it.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY pom.xml pom.xml
COPY domain/pom.xml domain/pom.xml
COPY streams/pom.xml streams/pom.xml
COPY persistence/pom.xml persistence/pom.xml
COPY app/pom.xml app/pom.xml
COPY load-tests/pom.xml load-tests/pom.xml
COPY domain/src/main domain/src/main
COPY streams/src/main streams/src/main
COPY persistence/src/main persistence/src/main
COPY app/src/main app/src/main
COPY load-tests/src/main load-tests/src/main
# Libraries and what changes with every build are layers of their own.
RUN --mount=type=cache,target=/build/repository \
    mvn -q -B -Dmaven.repo.local=/build/repository -pl load-tests -am package -Dmaven.test.skip=true \
    && mkdir -p /image/libraries /image/tidemark /demo \
    && find app/target/lib -name '*.jar' ! -name 'tidemark-*' -exec cp {} /image/libraries/ \; \
    && find app/target/lib -name 'tidemark-*.jar' -exec cp {} /image/tidemark/ \; \
    && cp app/target/tidemark-app-*.jar /image/tidemark/ \
    && cp load-tests/target/lib/*.jar load-tests/target/tidemark-load-tests-*.jar /demo/

# Which classes a node loads until it has taken in its first events: those of the demo, which has
# what it needs with it. Should it fail, the image is the same and its nodes start slower.
FROM eclipse-temurin:25-jre-noble AS training
RUN useradd --create-home trainee
COPY --from=build /demo /demo
COPY k8s/jvm.options /demo/
USER trainee
WORKDIR /home/trainee
RUN touch classes.list \
    && (java @/demo/jvm.options -XX:DumpLoadedClassList=classes.list -cp "/demo/*" \
      io.tidemark.app.Main demo --once || echo "the training failed" >&2)

FROM eclipse-temurin:25-jre-noble
RUN groupadd --gid 10001 tidemark \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin tidemark
WORKDIR /opt/tidemark
COPY --from=build /image/libraries libraries/
COPY --from=build /image/tidemark tidemark/
COPY k8s/jvm.options ./
# The class path in one order, as the archive of classes wants it; then that archive, from which a
# start takes what it would load otherwise.
RUN --mount=type=bind,from=training,source=/home/trainee/classes.list,target=/tmp/classes.list \
    printf -- '-cp "%s"\n' \
      "$(find /opt/tidemark/tidemark /opt/tidemark/libraries -name '*.jar' | sort | paste -sd:)" \
      > class-path.options \
    && java @jvm.options @class-path.options -Xshare:dump -Xlog:disable -Xlog:all=error:stderr \
      -XX:SharedClassListFile=/tmp/classes.list -XX:SharedArchiveFile=/opt/tidemark/classes.jsa \
    && chmod -R a+rX /opt/tidemark
USER 10001:10001
EXPOSE 8080 25520 7626
# -Xshare:auto (the default) does without the archive where it does not fit.
ENTRYPOINT ["java", "@/opt/tidemark/jvm.options", "@/opt/tidemark/class-path.options", \
    "-XX:SharedArchiveFile=/opt/tidemark/classes.jsa", "io.tidemark.app.Main"]
CMD ["run", "--aggregates", "/etc/tidemark/aggregates.yaml"]
