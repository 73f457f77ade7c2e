# The image of edge server and sync worker: the server's TypeScript as it is, the modules that it needs, the built
# pages. Nothing is compiled and the last stage runs no command, so one machine builds it for both kinds of Pi and PC:
#   docker build -t kf99 .                                                     (for this machine)
#   docker buildx build --platform linux/arm64,linux/amd64 -t NAME --push .    (for both, without emulation)

FROM --platform=$BUILDPLATFORM node:26-trixie-slim AS pages
WORKDIR /app
COPY package.json package-lock.json deploy/licences.ts deploy/trim-manifest.ts ./
RUN --mount=type=cache,target=/root/.npm node trim-manifest.ts pages && npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json vite.config.ts ./
COPY models models
COPY edge-server edge-server
COPY web web
RUN node_modules/.bin/vite build --logLevel warn

FROM --platform=$BUILDPLATFORM node:26-trixie-slim AS modules
ARG TARGETARCH
WORKDIR /app
COPY package.json package-lock.json deploy/licences.ts deploy/trim-manifest.ts deploy/slim-modules.sh ./
# npm names the processor x64 where Docker says amd64. Binaries come prebuilt, so no install script has to run.
RUN --mount=type=cache,target=/root/.npm node trim-manifest.ts server \
 && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --os=linux --libc=glibc \
      --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" \
 && sh slim-modules.sh node_modules "$TARGETARCH"
# Where volumes are mounted, owned by who writes there (1000 KF99, 999 Postgres, 1883 Mosquitto; docker-compose.yml
# says what for), and the command `kf99`.
RUN install -d -m 700 -o 1000 -g 1000 /root-fs/data /root-fs/cloud /root-fs/tls \
 && install -d -m 2750 -o 999 -g 1000 /root-fs/cloud-owner \
 && install -d -m 2750 -o 1883 -g 1000 /root-fs/mqtt \
 && install -d -m 700 -o 1883 -g 1883 /root-fs/mqtt-broker \
 && install -d /root-fs/usr/local/bin \
 && ln -s /app/edge-server/main.ts /root-fs/usr/local/bin/kf99

FROM node:26-trixie-slim
LABEL org.opencontainers.image.title="KF99" org.opencontainers.image.licenses="MIT"
# Everything that a container of this image needs; without a cloud's access in /cloud, visits wait in /data.
ENV NODE_ENV=production KF99_HOST=0.0.0.0 KF99_PORT=8080 KF99_DATA=/data KF99_CLOUD=/cloud KF99_THERMOMETER=auto
# As edge-server/process/memory.ts says.
ENV NODE_OPTIONS=--max-semi-space-size=2 MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY --from=modules /root-fs /
COPY --from=modules /app/node_modules node_modules
COPY --from=pages /app/dist/web dist/web
COPY package.json LICENSE ./
COPY firmware firmware
COPY models/mask/manifest.json models/mask/
COPY models/pipeline models/pipeline
COPY deploy/healthy.mjs deploy/
COPY deploy/setup deploy/setup
COPY edge-server edge-server
# A number, so that "must not run as root" can be checked without the image. 1000 is a Pi's first user: files that it
# puts into deploy/site can be read without making them readable to all.
USER 1000:1000
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "deploy/healthy.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["kf99"]
CMD ["--role", "edge"]
