import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { AUTH, CONFIG, DOTENV, type HostileCase, INCLUDED, MODELS, SECRETS, SOUND, type Verdict } from "./scene.js";

const S = SECRETS.text;
const MB = 1024 * 1024;

type Place = NonNullable<HostileCase["place"]>;

/** A file of that many bytes that takes no room: a text, then nothing but NUL. */
function sparse(path: string, size: number): void {
  const fd = openSync(path, "w", 0o600);
  writeSync(fd, "{ ");
  ftruncateSync(fd, size);
  closeSync(fd);
}

/** A valid document of that many megabytes, with a secret in each. */
function large(path: string, megabytes: number): void {
  const fd = openSync(path, "w", 0o600);
  writeSync(fd, '{"profiles":{},"models":{"providers":{}},"providers":{"acme":{"models":[0');
  const filler = `,{"id":"${"x".repeat(1000)}","apiKey":"${S}"}`.repeat(MB / 1000);
  for (let done = 0; done < megabytes * MB; done += filler.length) writeSync(fd, filler);
  writeSync(fd, "]}}}");
  closeSync(fd);
}

/** What may lie in place of a file, and what is made of it where links are followed (the config, `.env`) and where not. */
const THINGS: readonly (readonly [name: string, place: Place, followed: Verdict, strict: Verdict])[] = [
  ["a directory", (path) => mkdirSync(path, { mode: 0o700 }), "refuse", "refuse"],
  ["a FIFO", (path) => execFileSync("mkfifo", [path]), "refuse", "refuse"],
  ["a dangling link", (path, base) => symlinkSync(join(base, "nowhere"), path), "refuse", "refuse"],
  ["a link to itself", (path) => symlinkSync(path, path), "refuse", "refuse"],
  ["a link to /dev/zero", (path) => symlinkSync("/dev/zero", path), "refuse", "refuse"],
  ["a link to /dev/null", (path) => symlinkSync("/dev/null", path), "refuse", "refuse"],
  ["a link to /proc/self/mem", (path) => symlinkSync("/proc/self/mem", path), "refuse", "refuse"],
  ["a link to its directory", (path) => symlinkSync(dirname(path), path), "refuse", "refuse"],
  ["a link to a FIFO", (path, base) => linked(path, base, (to) => execFileSync("mkfifo", [to])), "refuse", "refuse"],
  [
    "a link to a file without JSON",
    (path, base) => linked(path, base, (to) => writeFileSync(to, `{ "a": ${S}`, { mode: 0o600 })),
    "any",
    "refuse",
  ],
  ["1 GB of nothing", (path) => sparse(path, 1024 * MB), "refuse", "refuse"],
  ["20 MB of nothing", (path) => sparse(path, 20 * MB), "refuse", "refuse"],
];

function linked(path: string, base: string, make: (to: string) => void): void {
  make(join(base, "target"));
  symlinkSync(join(base, "target"), path);
}

const FILES = [
  [CONFIG, "config", true],
  [DOTENV, ".env", true],
  [AUTH, "auth-profiles.json", false],
  [MODELS, "models.json", false],
  [INCLUDED, "included file", false],
] as const;

function thingCases(): HostileCase[] {
  return FILES.flatMap(([file, role, follows]) =>
    THINGS.map(([name, place, followed, strict]): HostileCase => {
      const included = file === INCLUDED;
      return {
        name: `${name} as ${role}`,
        file,
        place,
        verdict: follows ? followed : strict,
        // It is searched piece by piece, whatever its size, and behind a dangling link there is nothing.
        ...(file === DOTENV ? { mild: ["check"] } : {}),
        ...(included ? { more: { [CONFIG]: { models: { $include: INCLUDED } } }, points: { file: "" } } : {}),
      };
    }),
  );
}

const including = (name: unknown, more: HostileCase["more"] = {}): Pick<HostileCase, "file" | "content" | "more"> => ({
  file: CONFIG,
  content: { models: { $include: name } },
  more,
});

function includeCases(): HostileCase[] {
  const chain = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`chain${i}.json5`, { $include: `./chain${i + 1}.json5` }]),
  );
  const broad = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [`b${i}.json5`, { $include: Array(10).fill(`./b${i + 1}.json5`) }]),
  );
  const names: readonly (readonly [string, unknown])[] = [
    ["itself", `./${CONFIG}`],
    ["a file that is not there", "./none.json5"],
    ["an absolute path outside", "/etc/passwd"],
    ["a path that climbs out", "../../../../etc/passwd"],
    ["a path that climbs out and comes back", "../state/../../etc/hostname"],
    ["a directory", "./agents"],
    ["an empty name", ""],
    ["a blank name", "  "],
    ["a name with NUL", "a\0b"],
    ["a name of 5000 characters", "n".repeat(5000)],
    ["a path of 4000 characters", `./${"d/".repeat(2000)}`],
    ["a name of 300 characters", "n".repeat(300)],
    ["a name with control and bidi characters", "a\u001b[31m\u202e\nb"],
    ["a secret", S],
    ["a number", 7],
    ["null", null],
    ["an object", { file: S }],
    ["a list with a number", ["./none.json5", 7]],
    ["a file as directory", `./${CONFIG}/x`],
    ["/dev/stdin", "/dev/stdin"],
    ["its own authentication store", `./${AUTH}`],
  ];
  return [
    ...names.map(
      ([name, value]): HostileCase => ({
        name: `the config includes ${name}`,
        ...including(value),
        verdict: name.startsWith("its own") ? "any" : "refuse",
        points: name === "a directory" ? { file: "agents" } : "line",
      }),
    ),
    {
      name: "two files include each other",
      ...including("./a.json5", { "a.json5": { $include: "./b.json5" }, "b.json5": { $include: "./a.json5" } }),
      verdict: "refuse",
      points: { file: "b.json5" },
    },
    {
      name: "forty files include one another",
      ...including("./chain0.json5", chain),
      verdict: "refuse",
      points: { file: "chain" },
    },
    {
      name: "eight levels of ten includes each",
      ...including("./b0.json5", { ...broad, "b8.json5": { mode: "merge" } }),
      verdict: "refuse",
      points: { file: "" },
    },
    {
      name: "keys beside an included list",
      file: CONFIG,
      content: { models: { $include: "./list.json5", mode: "merge" } },
      more: { "list.json5": [S] },
      verdict: "refuse",
      points: "line",
    },
    {
      name: "an included file with a link out of the directory",
      ...including("./out.json5"),
      place: (path, base) => {
        writeFileSync(join(base, "outside.json5"), `{ "a": "${S}" }`);
        symlinkSync(join(base, "outside.json5"), join(dirname(path), "out.json5"));
      },
      verdict: "refuse",
      points: "line",
    },
    {
      name: "an included file with a second hard link",
      ...including("./twin.json5", { "twin.json5": { mode: "merge" } }),
      place: (path, base) => linkSync(join(dirname(path), "twin.json5"), join(base, "other-name")),
      verdict: "refuse",
      points: "line",
    },
    {
      name: "an included file of three megabytes",
      ...including("./big.json5"),
      place: (path) => sparse(join(dirname(path), "big.json5"), 3 * MB),
      verdict: "refuse",
      points: { file: "big.json5" },
    },
  ];
}

/** Replaces a directory on the way to the files. */
const instead = (directory: string, make: (path: string, base: string) => void): Place => {
  return (path, base) => {
    const place = join(base, "state", directory);
    rmSync(place, { recursive: true, force: true });
    make(place, base);
    void path;
  };
};

function directoryCases(): HostileCase[] {
  const parts = ["agents", "agents/main", "agents/main/agent"];
  const things: readonly (readonly [string, (path: string, base: string) => void])[] = [
    ["a file", (path) => writeFileSync(path, S, { mode: 0o600 })],
    ["a FIFO", (path) => execFileSync("mkfifo", [path])],
    ["a dangling link", (path, base) => symlinkSync(join(base, "nowhere"), path)],
    ["a link to itself", (path) => symlinkSync(path, path)],
    ["a link to /dev/zero", (path) => symlinkSync("/dev/zero", path)],
  ];
  return parts.flatMap((part) =>
    things.map(
      ([name, make]): HostileCase => ({
        name: `${name} as the directory ${part}`,
        file: "unrelated",
        place: instead(part, make),
        verdict: "any",
      }),
    ),
  );
}

function missingCases(): HostileCase[] {
  const gone =
    (file: string): Place =>
    (_, base) =>
      rmSync(join(base, "state", file), { recursive: true, force: true });
  return [
    { name: "no config", file: "unrelated", place: gone(CONFIG), verdict: "any" },
    { name: "no auth-profiles.json", file: "unrelated", place: gone(AUTH), verdict: "accept" },
    { name: "no models.json", file: "unrelated", place: gone(MODELS), verdict: "accept" },
    { name: "no agents", file: "unrelated", place: gone("agents"), verdict: "any" },
    {
      name: "a named config that is not there",
      file: "none.json",
      args: ["--config", "{state}/none.json"],
      verdict: "refuse",
    },
    {
      name: "a named config with a path of 5000 characters",
      file: "n",
      args: ["--config", `{state}/${"n".repeat(5000)}`],
      verdict: "refuse",
    },
    {
      name: "a named config with an odd name",
      file: "odd",
      args: ["--config", "{state}/odd\u001b]0;x\u0007\u202e\nname"],
      verdict: "refuse",
    },
  ];
}

/** Hundreds of megabytes: in processes of their own, with a limit on their memory. */
function largeCases(): HostileCase[] {
  return [
    ...FILES.slice(0, 4).map(
      ([file, role]): HostileCase => ({
        name: `100 MB of ${file === DOTENV ? "text" : "valid JSON"} as ${role}`,
        file,
        place: (path) => large(path, 100),
        verdict: "refuse",
        ...(file === DOTENV ? { mild: ["check"] } : {}),
        heavy: true,
      }),
    ),
    {
      name: "a line of 4 MB as models.json",
      file: MODELS,
      content: { ...(SOUND[MODELS] as object), note: "x".repeat(4 * MB) },
      verdict: "accept",
      heavy: true,
    },
    {
      name: "15 MB of valid JSON as models.json",
      file: MODELS,
      place: (path) => large(path, 15),
      verdict: "any",
      heavy: true,
    },
    {
      name: "15 MB of brackets as models.json",
      file: MODELS,
      place: (path) => writeFileSync(path, "[".repeat(15 * MB), { mode: 0o600 }),
      verdict: "refuse",
      heavy: true,
    },
    {
      name: "15 MB of brackets as config",
      file: CONFIG,
      place: (path) => writeFileSync(path, '{"a":'.repeat(3 * MB), { mode: 0o600 }),
      verdict: "refuse",
      heavy: true,
    },
    {
      name: "15 MB of valid JSON as config",
      file: CONFIG,
      place: (path) => large(path, 15),
      verdict: "any",
      heavy: true,
    },
  ];
}

export function placeCases(): HostileCase[] {
  return [...thingCases(), ...includeCases(), ...directoryCases(), ...missingCases(), ...largeCases()];
}
