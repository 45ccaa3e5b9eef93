import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { specOf } from "../domain/check/file-names.js";
import { SealError } from "../domain/errors.js";
import { secretsTree, withSecrets } from "../domain/migrate/edits.js";
import { allocate, execId, type Occupant, occupantOf, pointerOf, pointerSteps } from "../domain/migrate/ids.js";
import type { Move } from "../domain/migrate/item.js";
import { PROVIDER_LIMITS } from "../domain/openclaw/provider-limits.js";
import type { ExecProvider, FileProvider } from "../domain/provider-settings.js";
import { refKey, type SecretRef } from "../domain/ref.js";
import { lookupProvider } from "../domain/secret-providers.js";
import { show } from "../domain/text.js";
import { asObject, at, isObject, type Json, type JsonObject, nonBlank, own } from "../domain/tree.js";
import type { Guard } from "../io/files/directory.js";
import { readChecked } from "../io/files/read.js";
import { userPath } from "../io/locate.js";
import { resolveSecretRefs } from "../io/resolve/resolve.js";
import { storeSecret } from "../io/store-command.js";
import { resolveOptions } from "./resolve-options.js";
import type { World } from "./world.js";

/** Where the operator wants credentials to go. */
export interface HomeOptions {
  /** An alias of `secrets.providers`. */
  to?: string | undefined;
  /** A secrets file; it is made, with its provider entry, if it is not there. */
  toFile?: string | undefined;
  /** Puts one credential (on standard input) under the id in MODELSEAL_ID, where the exec provider `to` finds it. */
  storeCommand?: string | undefined;
}

/** A secrets file behind a file provider. `entry` is the provider entry that the config still lacks. */
export interface FileHome {
  kind: "file";
  alias: string;
  file: string;
  text: string | undefined;
  tree: Json | undefined;
  maxBytes: number;
  entry: JsonObject | undefined;
  guard: Guard;
}

/** A keychain or vault behind an exec provider. */
export interface ExecHome {
  kind: "exec";
  alias: string;
  command: string;
  passEnv: readonly string[];
  /** Ids that the vault answers already. */
  present: Map<string, Occupant>;
}

export type Home = FileHome | ExecHome;

const ALIAS = "modelseal";
const MOST_ROUNDS = 5;
/** From half of what a file provider reads by default, the entry asks for more, so that the file can grow. */
const ROOMY = PROVIDER_LIMITS.bytes.standard / 2;

const usage = (message: string, hint: string) => new SealError("USAGE", message, hint);

/** The new home that was named, or undefined if none was. Throws SealError for one that cannot be used. */
export function openHome(options: HomeOptions, world: World): Home | undefined {
  const { to, toFile, storeCommand } = options;
  if (to !== undefined && toFile !== undefined) throw usage("--to and --to-file exclude each other.", "Name one home.");
  if (storeCommand !== undefined && to === undefined)
    throw usage("--store-command needs --to.", "Name the exec provider that reads what the command stores.");
  if (toFile !== undefined) return fileByPath(toFile, world);
  return to === undefined ? undefined : byAlias(to, storeCommand, world);
}

function byAlias(alias: string, storeCommand: string | undefined, world: World): Home {
  const entry = at(world.config.tree, ["secrets", "providers", alias]);
  const place = `secrets.providers.${show(alias)}`;
  if (!isObject(entry)) throw usage(`${place} does not exist.`, "Add it to the config, or use --to-file PATH.");
  const source = own(entry, "source");
  if (source !== "file" && source !== "exec")
    throw usage(`${place} cannot be written to.`, "Name a file provider, or an exec provider with --store-command.");
  const found = lookupProvider(
    { source, provider: alias },
    { config: world.config.tree, env: world.env, release: world.range.asked },
  );
  if (!found.ok) throw usage(found.message, found.hint ?? "Correct the entry.");
  const settings = found.settings;
  if (settings.kind === "exec") return execHome(alias, storeCommand, settings);
  if (settings.kind !== "file") throw usage(`${place} cannot be written to.`, "Name another provider.");
  if (storeCommand !== undefined)
    throw usage(`${place} is a file provider, which needs no --store-command.`, "Leave it out.");
  return fileHome(alias, userPath(settings.path, world.location.home), settings, undefined, world);
}

function execHome(alias: string, command: string | undefined, { passEnv }: ExecProvider): ExecHome {
  if (nonBlank(command) === undefined)
    throw usage(
      `secrets.providers.${show(alias)} is an exec provider, which only reads.`,
      "Say with --store-command how a credential is put there.",
    );
  return { kind: "exec", alias, command: command as string, passEnv, present: new Map() };
}

/** The file provider that has this path already, else a new one. */
function fileByPath(path: string, world: World): FileHome {
  const { home } = world.location;
  const file = userPath(path, home);
  if (specOf(basename(file)) || world.config.layers.some((layer) => layer.file === file))
    throw usage("--to-file must not be a file that OpenClaw reads, nor be named like a copy.", "Name another path.");
  if (file.includes("${")) throw usage("The path of --to-file must not contain ${.", "Name another path.");
  const entries = Object.entries(asObject(at(world.config.tree, ["secrets", "providers"])));
  for (const [alias, entry] of entries) {
    const named = at(entry, ["source"]) === "file" ? nonBlank(at(entry, ["path"])) : undefined;
    if (named !== undefined && userPath(named, home) === file) return byAlias(alias, undefined, world) as FileHome;
  }
  let alias = ALIAS;
  for (let n = 2; entries.some(([name]) => name === alias); n++) alias = `${ALIAS}-${n}`;
  const entry: JsonObject = { source: "file", path: portable(file, world), mode: "json" };
  const settings = { mode: "json" as const, maxBytes: PROVIDER_LIMITS.bytes.most };
  return fileHome(alias, file, settings, entry, world);
}

/** With `~` where that is the same to OpenClaw, so that the config does not depend on where the home directory lies. */
function portable(file: string, { location, env }: World): string {
  const below = relative(location.home, file);
  const isBelow = below !== "" && !isAbsolute(below) && below.split(sep)[0] !== "..";
  return isBelow && location.home !== sep && nonBlank(env["OPENCLAW_HOME"]) === undefined ? join("~", below) : file;
}

function fileHome(
  alias: string,
  file: string,
  { mode, maxBytes }: Pick<FileProvider, "mode" | "maxBytes">,
  entry: JsonObject | undefined,
  { location }: World,
): FileHome {
  if (mode !== "json")
    throw usage(`secrets.providers.${show(alias)} holds a single value.`, 'Name one with the mode "json".');
  const read = readChecked(file, { maxBytes: PROVIDER_LIMITS.bytes.most, what: "secrets file" });
  const tree = secretsTree(read?.text, file);
  const directory = dirname(file);
  const inState = file.startsWith(location.stateDir + sep);
  const guard = inState
    ? { root: location.stateDir, private: !existsSync(directory) }
    : { root: directory, private: !existsSync(directory) };
  return { kind: "file", alias, file, text: read?.text, tree, maxBytes, entry, guard };
}

/** Gives every move its ref: an id that is free in the home or holds the same credential already. */
export async function assignRefs(home: Home, moves: readonly Move[], world: World): Promise<void> {
  if (home.kind === "file") {
    const ids = allocate(moves, pointerOf, (id) => occupantOf(home.tree, id));
    for (const move of moves) move.ref = refOf("file", home.alias, ids.get(move));
    return;
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ids = allocate(moves, execId, (id) => home.present.get(id));
    for (const move of moves) move.ref = refOf("exec", home.alias, ids.get(move));
    const unasked = [...new Set(ids.values())].filter((id) => !home.present.has(id));
    if (unasked.length === 0) return;
    await askPresent(home, unasked, world);
  }
}

function refOf(source: "file" | "exec", provider: string, id: string | undefined): SecretRef {
  if (id === undefined)
    throw new SealError("WRITE_FAILED", "The new home has no free place left.", "Name another home.");
  return { source, provider, id };
}

/** What the vault has under some ids. A provider that fails as a whole for an unknown id is asked for each id alone. */
async function askPresent(home: ExecHome, ids: readonly string[], world: World): Promise<void> {
  if (ids.length > PROVIDER_LIMITS.execRefs)
    throw usage(
      `More than ${PROVIDER_LIMITS.execRefs} credentials would go to one exec provider, which OpenClaw refuses.`,
      "Migrate some agents at a time (--agent) to different providers, or use --to-file.",
    );
  const refs = ids.map((id) => refOf("exec", home.alias, id));
  const found = await resolveSecretRefs(refs, resolveOptions(world));
  for (const ref of refs) {
    let resolution = found.get(refKey(ref));
    if (resolution?.ok === false && resolution.scope === "provider" && refs.length > 1)
      resolution = (await resolveSecretRefs([ref], resolveOptions(world))).get(refKey(ref));
    home.present.set(ref.id, resolution?.ok ? resolution.value : undefined);
  }
}

/** The secrets file with all moved credentials in it. Throws SealError if the provider could no longer read it. */
export function homeText(home: FileHome, moves: readonly Move[]): string {
  const isNew = ({ ref }: Move) => ref !== undefined && occupantOf(home.tree, ref.id) === undefined;
  const additions = moves.filter(isNew).map(({ ref, secret }) => ({
    steps: pointerSteps(ref?.id ?? ""),
    value: secret.reveal(),
  }));
  const text =
    additions.length === 0 && home.text !== undefined ? home.text : withSecrets(home.text, additions, home.file);
  const bytes = Buffer.byteLength(text);
  if (bytes > home.maxBytes)
    throw new SealError(
      "FILE_TOO_LARGE",
      "With these credentials the secrets file would be larger than its provider reads.",
      `Raise maxBytes of secrets.providers.${show(home.alias)} (at most ${PROVIDER_LIMITS.bytes.most}), or name another home.`,
      { file: home.file },
    );
  if (home.entry && bytes > ROOMY) home.entry["maxBytes"] = PROVIDER_LIMITS.bytes.most;
  return text;
}

/** Puts into the vault what it does not have yet, one credential at a time. */
export async function storeAll(home: ExecHome, moves: readonly Move[], world: World): Promise<void> {
  const stored = new Set<string>();
  for (const { ref, secret } of moves) {
    if (!ref || stored.has(ref.id) || home.present.get(ref.id) !== undefined) continue;
    stored.add(ref.id);
    await storeSecret({ command: home.command, id: ref.id, secret, env: world.env, more: home.passEnv });
  }
}

/**
 * Reads every moved credential back, as OpenClaw will, and compares it in memory.
 * @param config the config as it will be, with the provider entry.
 * @throws SealError WRITE_FAILED; nothing has been scrubbed then.
 */
export async function verifyHome(moves: readonly Move[], config: JsonObject, world: World): Promise<void> {
  const refs = moves.flatMap(({ ref }) => ref ?? []);
  const found = await resolveSecretRefs(refs, { ...resolveOptions(world), config });
  for (const { ref, secret } of moves) {
    const resolution = ref && found.get(refKey(ref));
    const same = resolution?.ok && resolution.value.reveal().trim() === secret.reveal().trim();
    if (ref && same) continue;
    const why = resolution && !resolution.ok ? ` ${resolution.message}` : "";
    throw new SealError(
      "WRITE_FAILED",
      `The new home does not give back what was put there, so nothing was scrubbed.${why}`,
      "Correct the provider, then run again.",
    );
  }
}
