import { composeList, composeText, listOf, shellWords } from "./quote.js";
import { comment, heading, profileFlags, type Recipe, type RecipeInput, releaseFlags, watchFlag } from "./recipe.js";

/** OpenClaw's image runs as `node`. */
const STATE_DIR = "/home/node/.openclaw";

/** In the image modelseal is in PATH: its bin is started, without npx. */
export function inImage(input: RecipeInput): string[] {
  return ["modelseal", "run", ...watchFlag(input), ...releaseFlags(input), "--"];
}

/** A name of one's own for the image that has modelseal in it. */
export function sealedImage({ openclaw }: RecipeInput): string {
  return `openclaw-sealed:${openclaw}`;
}

/** What OpenClaw's image starts. */
export function gatewayCommand(input: RecipeInput): string[] {
  return ["node", "openclaw.mjs", ...profileFlags(input), "gateway", "--allow-unconfigured"];
}

/** The state directory inside the container, if one was named. */
export function namedStateDir({ stateDir }: RecipeInput): string | undefined {
  return stateDir.given?.startsWith("/") ? stateDir.path : undefined;
}

/** The image: an ENTRYPOINT of its own drops the CMD of the base image, which therefore stands here again. */
export const docker: Recipe = {
  summary: "a Dockerfile whose entrypoint seals, then becomes the gateway",
  file: "Dockerfile",
  text(input) {
    const named = namedStateDir(input);
    const lines = [
      ...heading(input, "OpenClaw's image, sealed before every start."),
      "",
      `  docker build --tag ${sealedImage(input)} .`,
      `  docker run --init --volume ${shellWords([`DIR:${named ?? STATE_DIR}`])} ${sealedImage(input)}`,
      "",
      "DIR has to belong to uid 1000, and nobody else may write to it (chmod 0700).",
      "--init, because this entrypoint takes the place of the init process of OpenClaw's image.",
      "If sealing fails, the container ends with exit code 1 or 2, and the reason stands in its log.",
      "With Docker Compose: `modelseal recipe compose`.",
    ];
    const env = named === undefined ? "" : `ENV OPENCLAW_STATE_DIR=${JSON.stringify(named).replaceAll("$", "\\$")}\n`;
    return `${comment(lines)}FROM ghcr.io/openclaw/openclaw:${input.openclaw}

USER root
RUN npm install --global --ignore-scripts modelseal@${input.version} && modelseal precompile
USER node

${env}ENTRYPOINT ${listOf(inImage(input))}
CMD ${listOf(gatewayCommand(input))}
`;
  },
};

export const compose: Recipe = {
  summary: "a Compose override whose entrypoint seals, then becomes the gateway",
  file: "docker-compose.override.yml",
  text(input) {
    const named = namedStateDir(input);
    const lines = [
      ...heading(input, "Beside OpenClaw's docker-compose.yml: seals before every start of its gateway."),
      "",
      "Put the Dockerfile of `modelseal recipe docker` beside it as Dockerfile.sealed, then:",
      "  docker compose up --detach --build openclaw-gateway",
      "",
      "The command of the service stays as it is: the entrypoint seals, then becomes it.",
    ];
    const env = named === undefined ? "" : `    environment:\n      OPENCLAW_STATE_DIR: ${composeText(named)}\n`;
    return `${comment(lines)}services:
  openclaw-gateway:
    image: ${composeText(sealedImage(input))}
    build:
      context: .
      dockerfile: Dockerfile.sealed
    init: true
${env}    entrypoint: ${composeList(inImage(input))}
`;
  },
};
