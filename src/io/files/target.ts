import { SealError } from "../../domain/errors.js";
import type { CheckedDirectory } from "./directory.js";
import { CHOWN, kindOf, notAFile, statIfPresent } from "./kind.js";
import { hasModes } from "./platform.js";
import type { FileStat, FileSystem } from "./system.js";

/**
 * Whether a path may be replaced or removed: nothing there (undefined), or a regular file that nobody else owns and that
 * has no second name. A second hard link is refused because it would keep the old bytes, secrets included.
 * @throws SealError FILE_UNSAFE; errors of the system as they come.
 */
export function lookAt(path: string, directory: CheckedDirectory, fs: FileSystem): FileStat | undefined {
  const stat = statIfPresent(path, fs);
  if (stat === undefined) return undefined;
  const kind = kindOf(stat);
  if (kind !== "file") throw notAFile(path, "file", kind);
  if (stat.nlink > 1) {
    const wayOut = "Find the other name (find DIR -samefile FILE), remove it, and run again.";
    throw new SealError("FILE_UNSAFE", "The file has a second hard link, which would keep the old bytes.", wayOut, {
      file: path,
    });
  }
  const euid = fs.euid();
  const trusted = stat.uid === euid || (euid === 0 && stat.uid === directory.uid);
  if (euid !== undefined && hasModes(fs) && !trusted) {
    throw new SealError("FILE_UNSAFE", "The file belongs to another user.", CHOWN, { file: path });
  }
  return stat;
}
