import { recipeSetting } from "../../app/recipe.js";
import { PLUGIN_COPIES } from "../../domain/openclaw/services.js";
import { SCHEMA_VERSION } from "../../domain/report.js";
import { userPath } from "../../io/locate.js";
import { commandPath, lastingPath } from "../../io/program.js";
import { RECIPES, type RecipeName } from "../../report/recipes/index.js";
import type { RecipeInput } from "../../report/recipes/recipe.js";
import type { Context } from "../context.js";
import type { Verdict } from "../exit-code.js";
import { type FlagSpec, type Flags, usage } from "../flags.js";
import { emit, worldOptions } from "../output.js";
import { version } from "../version.js";

export const flags = {} satisfies FlagSpec;
export const takes = Object.keys(RECIPES);

/** Prints one recipe, filled in with this machine's programs and the flags that were given; writes nothing. */
export async function run(given: Flags, context: Context): Promise<Verdict> {
  const [name, ...more] = given.positionals;
  if (name === undefined || more.length > 0 || !Object.hasOwn(RECIPES, name))
    throw usage(
      name === undefined || more.length > 0 ? "recipe takes one name." : "There is no such recipe.",
      `Name one of ${takes.join(", ")}.`,
    );
  const recipe = RECIPES[name as RecipeName];
  const input = await inputOf(given, context);
  if (input.bin.includes("/_npx/"))
    context.sink.err(
      "modelseal: This recipe names npx's cache, which is cleared. Install modelseal and run it again.\n",
    );
  const text = recipe.text(input);
  if (input.bin.includes(PLUGIN_COPIES) && text.includes(input.bin))
    throw usage(
      "This recipe would name the copy that OpenClaw runs its plugins from, which is gone afterwards.",
      "Run `modelseal recipe` of an installation by npm.",
    );
  const { openclaw, openclawFrom } = input;
  const report = { schemaVersion: SCHEMA_VERSION, recipe: name, openclaw, openclawFrom, file: recipe.file, text };
  emit(report, () => text, given, context);
  return { noAnswer: false, no: false };
}

async function inputOf(given: Flags, { env, bin }: Context): Promise<RecipeInput> {
  const profile = given.text("profile");
  const { openclaw, openclawFrom, needsWatch, location } = await recipeSetting(worldOptions(given), env);
  const config = given.text("config");
  const input = {
    version,
    openclaw,
    openclawFrom,
    needsWatch,
    flags: [
      ...(config === undefined ? [] : ["--config", userPath(config, location.home)]),
      ...(profile === undefined ? [] : ["--profile", profile]),
      ...given.list("agent").flatMap((id) => ["--agent", id]),
    ],
    profile,
    stateDir: { given: given.text("state-dir"), path: location.stateDir },
    node: lastingPath(process.execPath, "node", env),
    bin: lastingPath(bin ?? "modelseal", "modelseal", env),
    openclawBin: commandPath("openclaw", env) ?? "openclaw",
  };
  const words = [
    ...input.flags,
    input.stateDir.path,
    input.stateDir.given ?? "",
    input.node,
    input.bin,
    input.openclawBin,
  ];
  if (words.some((word) => /\p{Cc}/u.test(word)))
    throw usage("A path or name with control characters cannot stand in a recipe.", "Rename it.");
  return input;
}
