import { dirname, resolve } from "node:path";
import type { WorldOptions } from "../app/world.js";
import { jsonParts } from "../domain/escape.js";
import { readChecked } from "../io/files/read.js";
import { signalDelay } from "../io/files/signals.js";
import { sealFile } from "../io/files/write.js";
import { colouredIf, plain, type Style } from "../report/style.js";
import type { Context } from "./context.js";
import { choice, type Flags } from "./flags.js";

const MAX_REPORT_BYTES = 512 * 1024 * 1024;

/** The flags that say which state, agents and release a command is about. */
export function worldOptions(flags: Flags): WorldOptions {
  return {
    stateDir: flags.text("state-dir"),
    config: flags.text("config"),
    profile: flags.text("profile"),
    agents: flags.list("agent"),
    openclaw: flags.text("openclaw"),
  };
}

/** Whether the report is to be a JSON document. */
export function wantsJson(flags: Flags): boolean {
  return flags.is("json") || choice(flags, "format", ["text", "json"], "text") === "json";
}

/** Prints a report, or puts it into the file of --output. */
export function emit(
  report: unknown,
  text: (style: Style) => string | Iterable<string>,
  flags: Flags,
  context: Context,
): void {
  const file = flags.text("output");
  const style = file === undefined ? colouredIf(context.colours) : plain;
  deliver(wantsJson(flags) ? jsonParts(report) : text(style), file, context);
}

// Beyond that a text goes out in pieces, so that it never stands in memory as a whole and as bytes at once.
const PIECE = 64 * 1024;

/** Text, whole or in parts, to stdout, or sealed into a file. */
export function deliver(text: string | Iterable<string>, file: string | undefined, context: Context): void {
  const parts = typeof text === "string" ? [text] : text;
  if (file === undefined) {
    let piece = "";
    for (const part of parts) {
      piece += part;
      if (piece.length < PIECE) continue;
      context.sink.out(piece);
      piece = "";
    }
    if (piece !== "") context.sink.out(piece);
    return;
  }
  const path = resolve(file);
  const present = readChecked(path, { maxBytes: MAX_REPORT_BYTES, what: "report" });
  sealFile({
    path,
    text: [...parts].join(""),
    expected: present?.text,
    guard: { root: dirname(path), private: false, shared: true },
    maxBytes: MAX_REPORT_BYTES,
    onWrite: () => signalDelay().arm(),
  });
}
