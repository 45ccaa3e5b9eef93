import { describe, expect, test } from "vitest";
import { effectiveEnv, parseDotenv } from "../../../src/domain/config/environment.js";
import type { JsonObject } from "../../../src/domain/tree.js";

const fromConfig = (env: JsonObject, processEnv: Record<string, string> = {}) => ({
  ...effectiveEnv(processEnv, [], { env }),
});

describe("the env block of the config", () => {
  const rows: [title: string, block: JsonObject, env: Record<string, string>][] = [
    ["gives env.vars", { vars: { ACME_KEY: "v" } }, { ACME_KEY: "v" }],
    ["gives direct keys", { ACME_KEY: "v" }, { ACME_KEY: "v" }],
    ["lets a direct key win", { vars: { ACME_KEY: "a" }, ACME_KEY: "b" }, { ACME_KEY: "b" }],
    ["lets env.vars stand in for a blank direct key", { vars: { ACME_KEY: "a" }, ACME_KEY: " " }, { ACME_KEY: "a" }],
    ["does not give shellEnv and vars themselves", { shellEnv: "x", vars: "y" }, {}],
    ["does not give a blank value", { A: "", B: " \t", vars: { C: "" } }, {}],
    ["does not give a value with a reference", { A: `\${B}`, C: `x\${D}y` }, {}],
    ["gives an escaped reference as it stands", { A: `$\${B}` }, { A: `$\${B}` }],
    ["gives $NAME as it stands", { A: "$B" }, { A: "$B" }],
    ["gives file: as it stands", { A: "file:/run/secrets/a" }, { A: "file:/run/secrets/a" }],
    ["does not give what is no text", { A: 1, B: true, C: null, D: {}, vars: { E: 1 } }, {}],
    ["takes white space off a name", { " A ": "v" }, { A: "v" }],
    ["does not give what is no name", { "A-B": "v", "1A": "v", "": "v" }, {}],
    ["does not set variables of the host", { NODE_OPTIONS: "v", Ld_Preload: "v", GIT_CONFIG_COUNT: "1" }, {}],
    ["does not set AWS keys", { AWS_ACCESS_KEY_ID: "v", AWS_SECRET_ACCESS_KEY: "v" }, {}],
    ["does not point Google at a file", { vars: { GOOGLE_APPLICATION_CREDENTIALS: "/f" } }, {}],
    ["does not set OpenClaw's own switches", { OPENCLAW_INCLUDE_ROOTS: "/" }, {}],
    ["sets what only looks like one", { AWS_PROFILE: "p", MY_PATH: "v" }, { AWS_PROFILE: "p", MY_PATH: "v" }],
  ];
  test.each(rows)("%s", (_title, block, env) => expect(fromConfig(block)).toEqual(env));

  test("adds only what is not set, and blank is not set", () => {
    const block = { A: "config", B: "config", C: "config" };
    expect(fromConfig(block, { A: "process", B: "", C: "  " })).toEqual({ A: "process", B: "config", C: "config" });
  });
  test.each([undefined, null, "x", [], 1])("may be %j", (env) =>
    expect({ ...effectiveEnv({ A: "1" }, [], { env } as unknown as JsonObject) }).toEqual({ A: "1" }),
  );
});

test("the process comes before .env files, the first file before the next, and they before the config", () => {
  const dotenv: [string, string][] = [
    ["A", "file"],
    ["B", "file"],
    ["B", "other file"],
  ];
  const env = effectiveEnv({ A: "process" }, dotenv, { env: { A: "config", B: "config", C: "config" } });
  expect({ ...env }).toEqual({ A: "process", B: "file", C: "config" });
});

test("no name is special", () => {
  const env = effectiveEnv({}, [["constructor", "v"]], { env: { toString: "v" } });
  expect(env["constructor"]).toBe("v");
  expect(env["toString"]).toBe("v");
  expect(env["hasOwnProperty"]).toBe(undefined);
});

describe("a .env file", () => {
  const rows: [title: string, text: string, entries: [string, string][]][] = [
    [
      "sets NAME=value",
      "A=1\nB=2\n",
      [
        ["A", "1"],
        ["B", "2"],
      ],
    ],
    ["may say export", "export A=1", [["A", "1"]]],
    [
      "may have white space around",
      "  A =  1  \r\n\tB=2\r\n",
      [
        ["A", "1"],
        ["B", "2"],
      ],
    ],
    [
      "loses matching quotes",
      `A='x y'\nB="x y"\nC=\`x y\``,
      [
        ["A", "x y"],
        ["B", "x y"],
        ["C", "x y"],
      ],
    ],
    ["keeps quotes that do not match", `A="x'`, [["A", `"x'`]]],
    ["keeps what follows a quoted part", `A="x" y`, [["A", `"x" y`]]],
    [
      "has line breaks in double quotes only",
      `A="a\\nb"\nB='a\\nb'`,
      [
        ["A", "a\nb"],
        ["B", "a\\nb"],
      ],
    ],
    [
      "may have a quoted value of several lines",
      `A="-----\nkey\n-----"\nB=2`,
      [
        ["A", "-----\nkey\n-----"],
        ["B", "2"],
      ],
    ],
    [
      "has comments",
      "# A=1\nB=2 # c\nC=3#c\nD='4#4' # c",
      [
        ["B", "2"],
        ["C", "3"],
        ["D", "4#4"],
      ],
    ],
    ["may use a colon", "A: 1", [["A", "1"]]],
    ["sets the last of two", "A=1\nA=2", [["A", "2"]]],
    ["sets no blank value", "A=\nB=''\nC=\"  \"\nD=x", [["D", "x"]]],
    ["is not read on over the end of a line", "A=\nB=2", [["B", "2"]]],
    ["passes over what is no assignment", "A\n=1\n1A=1\nA-B=1\nB.C=1\nC=1", [["C", "1"]]],
  ];
  test.each(rows)("%s", (_title, text, entries) => expect(parseDotenv(text)).toEqual(entries));
});
