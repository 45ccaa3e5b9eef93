/**
 * Gives memory that is no longer used back to the system. For a process that waits for days after a burst of work: left
 * alone, Node keeps the heap of the burst.
 */
export function giveMemoryBack(): void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  const collect: unknown = process.getBuiltinModule("node:vm").runInNewContext("gc");
  if (typeof collect === "function") collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
