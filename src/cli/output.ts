import { dirname, resolve } from "node:path";
import type { WorldOptions } from "../app/world.js";
import { jsonDocument } from "../domain/escape.js";
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
export function emit(report: unknown, text: (style: Style) => string, flags: Flags, context: Context): void {
  const file = flags.text("output");
  const style = file === undefined ? colouredIf(context.colours) : plain;
  deliver(wantsJson(flags) ? jsonDocument(report) : text(style), file, context);
}

/** Text to stdout, or sealed into a file. */
export function deliver(text: string, file: string | undefined, context: Context): void {
  if (file === undefined) {
    context.sink.out(text);
    return;
  }
  const path = resolve(file);
  const present = readChecked(path, { maxBytes: MAX_REPORT_BYTES, what: "report" });
  sealFile({
    path,
    text,
    expected: present?.text,
    guard: { root: dirname(path), private: false },
    maxBytes: MAX_REPORT_BYTES,
    onWrite: () => signalDelay().arm(),
  });
}
