# The product in a slim image: built with tools that stay behind, run as a user of its own.
# `.ci/image-steps` runs these steps without a container engine; PREFIX and DATA are arguments for its sake.

FROM python:3.13-slim AS build
ARG PREFIX=/opt/dateline
WORKDIR /source
COPY requirements.lock requirements-build.lock ./
# Two environments: the one that is shipped has no pip and nothing that builds.
RUN python -m venv tools \
 && tools/bin/python -m pip --quiet --no-cache-dir install --no-deps --require-hashes -r requirements-build.lock \
 && python -m venv --without-pip "$PREFIX" \
 && tools/bin/python -m pip --quiet --no-cache-dir --python "$PREFIX/bin/python" install \
    --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
RUN tools/bin/python -m pip --quiet --no-cache-dir wheel --no-index --no-deps --no-build-isolation --wheel-dir wheels . \
 && tools/bin/python -m pip --quiet --no-cache-dir --python "$PREFIX/bin/python" install \
    --no-index --no-deps wheels/*.whl \
 && "$PREFIX/bin/dateline" --help > /dev/null

FROM python:3.13-slim AS product
ARG PREFIX=/opt/dateline
ARG DATA=/data
COPY --from=build $PREFIX $PREFIX
# Not a name but a number, so that an orchestrator can see that it is not root.
RUN install -d -o 10001 -g 10001 "$DATA"
# glibc gives freed memory back at once, and its threads share two arenas: a fifth less at 1,000,000 releases.
ENV PATH="$PREFIX/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    MALLOC_TRIM_THRESHOLD_=262144 \
    DATELINE_DATABASE_URL="sqlite:///$DATA/dateline.db"
WORKDIR $DATA
USER 10001
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["dateline", "health", "--url", "http://127.0.0.1:8000"]
CMD ["dateline", "serve", "--host", "0.0.0.0", "--port", "8000"]
