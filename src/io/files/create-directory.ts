import { errnoOf } from "./errno.js";
import { DIRECTORY_FLAGS, hasModes, syncDirectory } from "./platform.js";
import { closeQuietly } from "./read.js";
import type { FileStat, FileSystem } from "./system.js";

/** Makes one directory with mode 0700 whatever the umask, for the owner of its parent, and durable. */
export function createDirectory(path: string, parent: { path: string; stat: FileStat }, fs: FileSystem): void {
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return;
    throw error;
  }
  if (!hasModes(fs)) return;
  if ((fs.lstatSync(path).mode & 0o700) !== 0o700) fs.chmodSync(path, 0o700);
  if (fs.euid() === 0 && parent.stat.uid !== 0)
    withDirectory(path, fs, (fd) => fs.fchownSync(fd, parent.stat.uid, parent.stat.gid));
  withDirectory(parent.path, fs, (fd) => syncDirectory(fd, fs));
}

function withDirectory(path: string, fs: FileSystem, use: (fd: number) => void): void {
  const fd = fs.openSync(path, DIRECTORY_FLAGS);
  try {
    use(fd);
  } finally {
    closeQuietly(fd, fs);
  }
}
