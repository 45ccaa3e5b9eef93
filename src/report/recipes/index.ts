import { github, preCommit } from "./ci.js";
import { compose, docker } from "./docker.js";
import { hook } from "./hook.js";
import { kubernetes } from "./kubernetes.js";
import { launchd } from "./launchd.js";
import type { Recipe } from "./recipe.js";
import { systemd } from "./systemd.js";

/** Every integration that `modelseal recipe NAME` prints. */
export const RECIPES = {
  systemd,
  launchd,
  docker,
  compose,
  kubernetes,
  "pre-commit": preCommit,
  github,
  hook,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof RECIPES;
