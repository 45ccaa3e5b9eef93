const MIB = 1024 * 1024;

// Code that V8 optimized, and optimizing it, hold 10 MB after some hundred runs. Without it a larger file takes noticeably
// longer (measured: 420 kB on Node 20, 110 ms instead of 40), a common one does not.
const LARGE_BYTES = 128 * 1024;

/** Keeps the heap of a process that rarely has work small, while the files of its work have this many bytes together. */
export function keepMemorySmall(bytes: number): void {
  setFlag("--semi-space-growth-factor=1");
  setFlag(bytes > LARGE_BYTES ? "--opt" : "--no-opt");
}

/**
 * Gives memory that is no longer used back to the system. For a process that waits for days after a burst of work: left
 * alone, Node keeps the heap of the burst.
 */
export function giveMemoryBack(): void {
  const collect = collector();
  // Node 20 frees by the plain one only; newer ones give pages back by the last resort only, and only if it comes last.
  collect();
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}

const FIRST_BYTES = 40 * MIB;
const GROWTH = 1.5;

/**
 * For a long run over many files: what it returns is called between two of them, and collects garbage whenever the heap has
 * grown by half since the last time. Left alone, V8 lets it grow several times as large.
 */
export function garbageWatch(): () => void {
  let limit = FIRST_BYTES;
  return () => {
    if (process.memoryUsage().heapUsed < limit) return;
    collector()();
    limit = Math.max(FIRST_BYTES, GROWTH * process.memoryUsage().heapUsed);
  };
}

/** V8's garbage collection; with options it frees next to nothing on Node 20.20 (measured). */
function collector(): (options?: object) => void {
  setFlag("--expose-gc");
  return process.getBuiltinModule("node:vm").runInNewContext("gc");
}

function setFlag(flag: string): void {
  process.getBuiltinModule("node:v8").setFlagsFromString(flag);
}
