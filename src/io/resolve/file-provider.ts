import { type FileHandle, open, realpath } from "node:fs/promises";
import { pointerSteps } from "../../domain/migrate/ids.js";
import type { FileProvider } from "../../domain/provider-settings.js";
import { refKey, type SecretRef } from "../../domain/ref.js";
import { credential, failure, type RefFailure, type Resolution } from "../../domain/resolution.js";
import { show } from "../../domain/text.js";
import { isObject, type Json, own } from "../../domain/tree.js";
import { errnoOf } from "../files/errno.js";
import { READ_FLAGS } from "../files/read.js";
import { expandPath, symlinkRefused, unsafe, unverifiable } from "./paths.js";

const OTHERS_READ_OR_WRITE = 0o066;

/** What a file provider needs to know about the machine. */
export interface FileContext {
  home: string;
  platform: NodeJS.Platform;
  /** The user whose files may be read; undefined where there are no users to compare. */
  uid: number | undefined;
}

/**
 * The values of refs of one file provider. The file is opened once, without following a link, and judged through its
 * descriptor before a byte is read. Errors of the parser are dropped: they quote the file.
 */
export async function resolveFileRefs(
  refs: readonly SecretRef[],
  alias: string,
  provider: FileProvider,
  context: FileContext,
): Promise<Resolution[]> {
  const content = await withinTime(readSecretFile(alias, provider, context), alias, provider.timeoutMs);
  if (typeof content !== "string") return refs.map(() => content);
  if (provider.mode === "singleValue") {
    const value = content.replace(/\r?\n$/, "");
    return refs.map((ref) => credential(value, refKey(ref)));
  }
  const root = parseObject(content);
  if (!root) return refs.map(() => unsafe(alias, "path", "is not a JSON object"));
  return refs.map((ref) => {
    const value = atPointer(root, ref.id);
    return value === undefined ? notThere(ref) : credential(value, show(refKey(ref)));
  });
}

function notThere(ref: SecretRef): RefFailure {
  return failure(
    "SECRET_REF_NOT_FOUND",
    `The file of secrets.providers.${ref.provider} has no value at ${show(ref.id)}.`,
  );
}

/** The value at a JSON pointer (RFC 6901) of own properties and array indexes, or undefined. */
function atPointer(root: Json, pointer: string): Json | undefined {
  let here: Json | undefined = root;
  for (const key of pointerSteps(pointer)) {
    if (Array.isArray(here)) here = /^(?:0|[1-9]\d*)$/.test(key) ? here[Number(key)] : undefined;
    else if (isObject(here)) here = own(here, key);
    else return undefined;
  }
  return here;
}

function parseObject(text: string): Json | null {
  try {
    const root: unknown = JSON.parse(text);
    return isObject(root) ? root : null;
  } catch {
    return null;
  }
}

/** A file on a network disk may never answer; its read is left behind when the time is up. */
async function withinTime<T>(work: Promise<T>, alias: string, timeoutMs: number): Promise<T | RefFailure> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<RefFailure>((resolve) => {
    const text = `The file of secrets.providers.${alias} could not be read within ${timeoutMs} ms.`;
    timer = setTimeout(() => resolve(failure("SECRET_PROVIDER_UNAVAILABLE", text)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function readSecretFile(
  alias: string,
  provider: FileProvider,
  context: FileContext,
): Promise<string | RefFailure> {
  const path = expandPath(provider.path, context.home);
  if (path === null) return unsafe(alias, "path", "is not absolute");
  if (context.platform === "win32" && !provider.allowInsecurePath) return unverifiable(alias, "path");
  let file: FileHandle;
  try {
    file = await open(path, READ_FLAGS);
  } catch (error) {
    return openFailure(error, alias, path);
  }
  try {
    return (await refusal(file, alias, provider, context)) ?? (await readText(file, alias, provider.maxBytes));
  } catch {
    return unreadable(alias);
  } finally {
    await file.close().catch(() => {});
  }
}

async function openFailure(error: unknown, alias: string, path: string): Promise<RefFailure> {
  const errno = errnoOf(error);
  // FreeBSD reports a link in the last place as EMLINK.
  if (errno === "ELOOP" || errno === "EMLINK")
    return symlinkRefused(alias, "path", await realpath(path).catch(() => null));
  if (errno === "ENXIO") return unsafe(alias, "path", "is not a regular file");
  if (errno === "ENOENT" || errno === "ENOTDIR")
    return failure("SECRET_PROVIDER_UNAVAILABLE", `The file of secrets.providers.${alias} does not exist.`);
  return unreadable(alias);
}

function unreadable(alias: string): RefFailure {
  return failure(
    "SECRET_PROVIDER_UNAVAILABLE",
    `The file of secrets.providers.${alias} cannot be read.`,
    "Give the user that runs this the right to read it.",
  );
}

async function refusal(
  file: FileHandle,
  alias: string,
  provider: FileProvider,
  { uid }: FileContext,
): Promise<RefFailure | null> {
  const stat = await file.stat();
  if (!stat.isFile()) return unsafe(alias, "path", "is not a regular file");
  if (stat.nlink !== 1) return unsafe(alias, "path", "has more than one hard link");
  if (provider.allowInsecurePath || uid === undefined) return null;
  if (stat.uid !== uid) return unsafe(alias, "path", "does not belong to the user that runs this");
  if ((stat.mode & OTHERS_READ_OR_WRITE) !== 0)
    return unsafe(alias, "path", "is open to group or others", "Run chmod 600 on it.");
  return null;
}

async function readText(file: FileHandle, alias: string, maxBytes: number): Promise<string | RefFailure> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // One byte more than allowed shows that the file is too long, whatever its size says.
  for await (const chunk of file.createReadStream({ start: 0, end: maxBytes, autoClose: false })) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  if (bytes > maxBytes)
    return failure(
      "SECRET_PROVIDER_UNAVAILABLE",
      `The file of secrets.providers.${alias} has more than ${maxBytes} bytes.`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return unsafe(alias, "path", "is not UTF-8 text");
  }
}
