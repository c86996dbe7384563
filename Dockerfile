# The image of workers and stitchers. `docker compose build` makes it.
#
#   BASE    Python 3.11 on Debian, for both the build and the image
#   EXTRAS  the lock file requirements/<EXTRAS>.lock
#
# The lock file `espeak` compiles nothing. `llama` builds llama.cpp, for any x86-64 or ARM64 CPU.
ARG BASE=python:3.11-slim

FROM ${BASE} AS builder
ARG EXTRAS=espeak
# Debian's versions move with its security updates. Pinned versions would break the build.
# hadolint ignore=DL3008
RUN if [ "${EXTRAS}" = llama ]; then \
        apt-get update \
        && apt-get install --yes --no-install-recommends build-essential cmake ninja-build \
        && rm -rf /var/lib/apt/lists/*; \
    fi
# Builds a backend for each kind of CPU, not only for this machine's. A worker chooses at start.
ENV CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON -DGGML_CPU_ALL_VARIANTS=ON" \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements/ requirements/
RUN python3 -m venv /opt/voicefarm \
    && /opt/voicefarm/bin/pip install --require-hashes -r "requirements/${EXTRAS}.lock"
COPY pyproject.toml README.md LICENSE ./
COPY config/ config/
COPY weights/ weights/
COPY voicefarm/ voicefarm/
COPY producer/ producer/
COPY worker/ worker/
# The lock file also has the build backend, so nothing unpinned is downloaded here.
RUN /opt/voicefarm/bin/pip install --no-deps --no-index --no-build-isolation . \
    && /opt/voicefarm/bin/python -m compileall -q /opt/voicefarm/lib

FROM ${BASE}
ARG EXTRAS=espeak
# libgomp runs llama.cpp's threads.
# hadolint ignore=DL3008
RUN if [ "${EXTRAS}" = llama ]; then \
        apt-get update \
        && apt-get install --yes --no-install-recommends libgomp1 \
        && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin voicefarm \
    && install --directory --owner=voicefarm --group=voicefarm /home/voicefarm/.cache
COPY --from=builder /opt/voicefarm /opt/voicefarm
ENV PATH=/opt/voicefarm/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GOMP_SPINCOUNT=2000 \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /home/voicefarm
ENTRYPOINT ["voicefarm"]
CMD ["--help"]
