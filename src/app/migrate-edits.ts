import { dirname, sep } from "node:path";
import { printJson } from "../domain/json/print.js";
import {
  type ConfigValue,
  editedConfig,
  editedProfiles,
  type ProfileRef,
  refText,
  withValues,
} from "../domain/migrate/edits.js";
import type { Item, Move } from "../domain/migrate/item.js";
import type { JsonObject, JsonPath } from "../domain/tree.js";
import type { Guard } from "../io/files/directory.js";
import { rootFor } from "./generate.js";
import type { Decision } from "./migrate-decide.js";
import type { AgentState, Gathered } from "./migrate-gather.js";
import { type Home, homeText } from "./migrate-home.js";
import type { World } from "./world.js";

/** One file on its way from one text to another. */
export interface FileEdit {
  part: "home" | "config" | "auth";
  file: string;
  before: string | undefined;
  after: string;
  guard: Guard;
  /** Where the content of a config file stands in the whole. */
  mount?: JsonPath;
}

/** All edits but those of models.json, in the order in which they have to be written, and the config as it will be. */
export interface Edits {
  files: FileEdit[];
  nextConfig: JsonObject;
}

/**
 * Makes the texts: the new home first, then the config (the file with the provider entry before the others), then the
 * profiles, those of the main agent last, because the others inherit them.
 */
export function makeEdits(gathered: Gathered, decision: Decision, home: Home | undefined): Edits {
  const { world, agents } = gathered;
  const files: FileEdit[] = [];
  if (home?.kind === "file" && decision.moves.length > 0) {
    const after = homeText(home, decision.moves);
    files.push({ part: "home", file: home.file, before: home.text, after, guard: home.guard });
  }
  const { edits, nextConfig } = configEdits(world, decision, home);
  files.push(...edits);
  const mainLast = [...agents].sort((a, b) => Number(a.isMain) - Number(b.isMain));
  const changes = byProfileFile(decision);
  for (const state of mainLast) files.push(...profileEdits(state, changes.get(state.auth.file), world));
  return { files: files.filter(({ before, after }) => before !== after), nextConfig };
}

function configEdits(world: World, { items, moves }: Decision, home: Home | undefined) {
  const { config } = world;
  const entry: ConfigValue[] = [];
  if (home?.kind === "file" && home.entry && moves.length > 0)
    entry.push({
      path: ["secrets", "providers", home.alias],
      value: home.entry,
      text: printJson(home.entry).trimEnd(),
    });
  const refs = moves.flatMap(({ slot, ref }): ConfigValue[] =>
    slot.kind === "config" && ref ? [{ path: slot.path, value: { ...ref }, text: refText(ref) }] : [],
  );
  const set = [...entry, ...refs];
  const going = items.filter((item) => item.in === "config" && leaves(item));
  const replaced = new Set(moves.flatMap(({ slot, items: moved }) => (slot.kind === "config" ? moved : [])));
  const gone = going.filter((item) => !item.overwritten && !replaced.has(item));
  const duplicates = duplicatesOf(going);
  const before = new Map(config.layers.map(({ file, text }) => [file, text]));
  const withEntry = [...editedConfig(config, { set: entry, gone: [], duplicates: [] })].find(
    ([file, text]) => text !== before.get(file),
  )?.[0];
  const texts = editedConfig(config, { set, gone, duplicates });
  const ordered = [...texts.keys()].sort((a, b) => Number(b === withEntry) - Number(a === withEntry));
  const edits = ordered.map(
    (file): FileEdit => ({
      part: "config",
      file,
      before: before.get(file),
      after: texts.get(file) ?? "",
      guard: { root: rootOf(file, world), private: false },
      mount: config.layers.find((layer) => layer.file === file)?.mount ?? [],
    }),
  );
  return { edits, nextConfig: set.length === 0 ? config.tree : withValues(config.tree, set) };
}

/** Where the checks of parent directories begin: the state directory, or that of a file which lies elsewhere. */
export function rootOf(file: string, { location }: World): string {
  return file.startsWith(location.stateDir + sep) ? location.stateDir : dirname(file);
}

function profileEdits({ agent, auth }: AgentState, changes: ProfileChanges | undefined, world: World): FileEdit[] {
  if (!changes) return [];
  const mine = auth.sources.find(({ kind, file }) => kind === "json" && file === auth.file);
  const refs = changes.moves.flatMap(({ slot, ref }): ProfileRef[] => ("file" in slot && ref ? [{ slot, ref }] : []));
  const text = editedProfiles(
    mine?.text,
    refs,
    changes.gone.filter(({ overwritten }) => !overwritten).map(({ path }) => path),
    duplicatesOf(changes.gone).map(({ path }) => path),
  );
  if (text === undefined) return [];
  const guard = { root: rootFor(agent, world), private: true };
  return [{ part: "auth", file: auth.file, before: mine?.text, after: text, guard }];
}

function leaves({ action }: Item): boolean {
  return action === "scrub" || action === "drop" || action === "move";
}

/** The overwritten properties that go, each once: with all that is in them. */
function duplicatesOf(items: readonly Item[]): { file: string; path: JsonPath }[] {
  const places = items.flatMap(({ file, overwritten }) => (overwritten ? [{ file, path: overwritten.at }] : []));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** What happens to one profile store. */
interface ProfileChanges {
  moves: Move[];
  gone: Item[];
}

function byProfileFile({ items, moves }: Decision): Map<string, ProfileChanges> {
  const files = new Map<string, ProfileChanges>();
  const at = (file: string): ProfileChanges => {
    const changes = files.get(file) ?? { moves: [], gone: [] };
    files.set(file, changes);
    return changes;
  };
  for (const move of moves) if ("file" in move.slot) at(move.slot.file).moves.push(move);
  for (const item of items) {
    if (item.in === "auth" && leaves(item) && (item.overwritten || item.action !== "move"))
      at(item.file).gone.push(item);
  }
  return files;
}
