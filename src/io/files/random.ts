import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const LENGTH = 16;
// Linux: major 1, minor 9. Anything else under that name may be somebody's file.
const URANDOM = 0x109;

/**
 * 128 bits that nobody can guess, in hexadecimal: from the kernel itself where that is known how, because loading
 * node:crypto takes longer than a whole write.
 */
export function randomHex(): string {
  const bytes = Buffer.alloc(LENGTH);
  if (!fillFromKernel(bytes)) process.getBuiltinModule("node:crypto").randomFillSync(bytes);
  return bytes.toString("hex");
}

function fillFromKernel(bytes: Buffer): boolean {
  if (process.platform !== "linux") return false;
  try {
    const fd = openSync("/dev/urandom", "r");
    try {
      const stat = fstatSync(fd);
      return stat.isCharacterDevice() && stat.rdev === URANDOM && readSync(fd, bytes, 0, LENGTH, null) === LENGTH;
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
