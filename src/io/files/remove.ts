import { basename, dirname, join } from "node:path";
import { type Guard, inDirectory } from "./directory.js";
import { syncDirectory } from "./platform.js";
import { failure } from "./reasons.js";
import { type FileSystem, nodeFileSystem } from "./system.js";
import { lookAt } from "./target.js";

/**
 * Removes a file for good, under the same checks as a write (a second hard link would keep its bytes, so it is refused).
 * @returns false if there was none.
 * @throws SealError FILE_UNSAFE, WRITE_FAILED.
 */
export function removeFile(path: string, guard: Guard, fs: FileSystem = nodeFileSystem): boolean {
  try {
    return inDirectory(dirname(path), guard, fs, (directory) => {
      const target = join(directory.path, basename(path));
      if (lookAt(target, directory, fs) === undefined) return false;
      fs.unlinkSync(target);
      if (directory.fd !== undefined) syncDirectory(directory.fd, fs);
      return true;
    });
  } catch (error) {
    throw failure(error, "WRITE_FAILED", "The file cannot be removed", { file: path });
  }
}
