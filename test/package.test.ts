import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as source from "../src/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("the package", () => {
  test("brings no other package and runs no script when it is installed", () => {
    for (const field of ["dependencies", "optionalDependencies", "peerDependencies"])
      expect(manifest).not.toHaveProperty(field);
    // npm runs the first three, and warns of the last, which it runs for nobody who has the packed file.
    for (const script of ["preinstall", "install", "postinstall", "prepare"])
      expect(manifest.scripts).not.toHaveProperty(script);
  });

  test("says the same version everywhere", () => {
    const plugin = JSON.parse(readFileSync(join(root, "openclaw.plugin.json"), "utf8"));
    const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
    expect([plugin.version, lock.version]).toEqual([manifest.version, manifest.version]);
    expect(readFileSync(join(root, "CHANGELOG.md"), "utf8")).toContain(`\n## ${manifest.version}\n`);
  });

  test("holds what it needs and nothing else, and stays small", () => {
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const { stdout } = spawnSync("npm", args, { cwd: root, encoding: "utf8" });
    const [{ files, unpackedSize }] = JSON.parse(stdout);
    const others = files
      .map(({ path }: { path: string }) => path)
      .filter(
        (path: string) => !/^(?:bin|dist)\/[\w./-]+$|^[A-Z]+(?:\.md)?$|^(?:package|openclaw\.plugin)\.json$/.test(path),
      );
    expect(others).toEqual([]);
    expect(files.some(({ path }: { path: string }) => /\.map$|compiled\/|\.test\./.test(path))).toBe(false);
    // All of it is code that is there once; 400 kB is what it should be.
    expect(unpackedSize).toBeLessThan(476_000);
  });
});

describe("the library", () => {
  test("gives the same things to import and to require", () => {
    const program = `import * as imported from "modelseal";
      import { createRequire } from "node:module";
      const required = createRequire(import.meta.url)("modelseal");
      const names = Object.keys(imported).filter((name) => imported[name] === required[name]);
      process.stdout.write(JSON.stringify(names));`;
    const args = ["--input-type=module", "--eval", program];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual(Object.keys(source).sort());
  });

  test("has types for both, under every check, and for the example of the README", () => {
    const dir = mkdtempSync(join(tmpdir(), "modelseal-types-"));
    const use = (load: string) => `${load}
const plan = modelseal.planModelsJson({ config: {}, existing: undefined, env: {} });
export const codes: modelseal.FindingCode[] = plan.findings.map((finding) => finding.code);
export const report: Promise<modelseal.CheckReport> = modelseal.checkSecretsAtRest({ env: {}, home: "/" });
// @ts-expect-error: there is no such code.
export const wrong: modelseal.FindingCode = "NO_SUCH_CODE";
`;
    try {
      symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
      const compilerOptions = { module: "nodenext", strict: true, noEmit: true, skipLibCheck: false, types: ["node"] };
      const paths = { modelseal: [join(root, "dist/index.d.ts")] };
      writeFileSync(join(dir, "esm.mts"), use('import * as modelseal from "modelseal";'));
      writeFileSync(join(dir, "cjs.cts"), use(`import modelseal = require("${join(root, "dist/lib.cjs")}");`));
      const example = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] as string;
      expect(example).toContain('from "modelseal"');
      writeFileSync(join(dir, "readme.mts"), example);
      writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, paths } }));
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      const { stdout } = spawnSync(process.execPath, [tsc, "-p", dir], { encoding: "utf8" });
      expect(stdout).toBe("");
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
