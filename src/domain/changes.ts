import { type KeyState, keyState } from "./key-state.js";
import type { ProviderRow } from "./provider-rows.js";
import { same } from "./same.js";
import type { AuthSource, SourceKind } from "./source.js";
import { asObject, isObject, type Json, type JsonObject, type JsonPath, own } from "./tree.js";

/** One difference between the existing file and the planned one; states, never values. */
export interface Change {
  provider: string;
  path: JsonPath;
  from: KeyState;
  to: Exclude<KeyState, "plaintext">;
  /** What decides about the provider. */
  source: SourceKind;
}

/**
 * The changes of one provider: its key by state, every other field that differs, or the whole entry. Empty only if the
 * entries are equal but for the order of keys.
 */
export function changesBetween(input: {
  before: ProviderRow | undefined;
  after: readonly (readonly [key: string, value: Json])[];
  auth: AuthSource;
  owned: readonly string[];
}): Change[] {
  const { before, after, auth, owned } = input;
  const changes: Change[] = [];
  const add = (path: JsonPath, from: KeyState, to: KeyState) => {
    // A plaintext on the new side is an orphan that stays: no change of it is ever planned.
    if (to !== "plaintext") changes.push({ provider: auth.provider, path, from, to, source: auth.kind });
  };
  const olds = before ? [before, ...before.losers] : [];
  const taken = new Set<string>();
  for (const [key, value] of after) {
    const old = olds.find((row) => row.key === key) ?? (before && !taken.has(before.key) ? before : undefined);
    const path: JsonPath = ["providers", key];
    if (old) taken.add(old.key);
    if (old?.key === key && same(old.value, value)) continue;
    if (old?.key !== key || !isObject(old.value)) add(path, old ? "value" : "absent", "value");
    fieldChanges(asObject(old?.value), asObject(value), path, owned, !old, add);
  }
  for (const row of olds) if (!taken.has(row.key)) add(["providers", row.key], "value", "absent");
  return changes;
}

function fieldChanges(
  old: JsonObject,
  value: JsonObject,
  path: JsonPath,
  owned: readonly string[],
  isNew: boolean,
  add: (path: JsonPath, from: KeyState, to: KeyState) => void,
): void {
  for (const field of new Set([...Object.keys(old), ...Object.keys(value)])) {
    const a = own(old, field);
    const b = own(value, field);
    if (same(a, b)) continue;
    if (field === "apiKey") add([...path, field], keyState(a, owned), keyState(b, owned));
    else if (!isNew) add([...path, field], a === undefined ? "absent" : "value", b === undefined ? "absent" : "value");
  }
}
