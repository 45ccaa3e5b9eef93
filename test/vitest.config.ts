import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.{ts,mjs}"],
    // Laws run a thousand times and more, on machines with two busy cores.
    testTimeout: 120_000,
    pool: "forks",
  },
});
