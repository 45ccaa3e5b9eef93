import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEnvFile, serviceEnv } from "../../src/domain/config/service-env.js";

describe("an environment file", () => {
  test.each<[string, string, [string, string][]]>([
    [
      "a plain assignment, white space around it",
      "A=1\n  B = two words  \n",
      [
        ["A", "1"],
        ["B", "two words"],
      ],
    ],
    ["export, as a shell has it", "export A=1", [["A", "1"]]],
    ["comments with # and ;, empty lines", "# A=1\n\n; B=2\nC=3", [["C", "3"]]],
    [
      "a comment behind a value",
      "A=1 # one\nB=# none\nC=a#b",
      [
        ["A", "1"],
        ["B", ""],
        ["C", "a#b"],
      ],
    ],
    ["single quotes, as they are", "A='a \"b\" \\n # c'", [["A", 'a "b" \\n # c']]],
    ["double quotes with escapes", 'A="a \\"b\\" \\$c \\\\ \\d"', [["A", 'a "b" $c \\ \\d']]],
    [
      "quotes over several lines",
      "A='a\nB=b'\nC=\"c\nd\"",
      [
        ["A", "a\nB=b"],
        ["C", "c\nd"],
      ],
    ],
    [
      "a backslash that joins two lines",
      'A=a\\\nb\nB="c\\\nd"',
      [
        ["A", "ab"],
        ["B", "cd"],
      ],
    ],
    [
      "quotes inside of a bare value are part of it",
      "A=it's\nB='b'",
      [
        ["A", "it's"],
        ["B", "b"],
      ],
    ],
    [
      "a quote without its end",
      'A="open\nB=2',
      [
        ["A", '"open'],
        ["B", "2"],
      ],
    ],
    ["pieces in a row", "A='a'\"b\"c", [["A", "abc"]]],
    [
      "an empty value",
      "A=\nB=''\nC=3",
      [
        ["A", ""],
        ["B", ""],
        ["C", "3"],
      ],
    ],
    [
      "the last one of a name comes last",
      "A=1\nA=2",
      [
        ["A", "1"],
        ["A", "2"],
      ],
    ],
    [
      "CRLF and a byte order mark",
      "\ufeffA=1\r\nB=2\r\n",
      [
        ["A", "1"],
        ["B", "2"],
      ],
    ],
    ["what is no assignment is passed over", "[Service]\nno sense\n1A=x\nDOCKER_ONLY\nA=1", [["A", "1"]]],
  ])("%s", (_, text, expected) => {
    expect(parseEnvFile(text)).toEqual(expected);
  });

  test("any value survives in single quotes, and any text ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const plain = value.replaceAll("'", "").replaceAll("\r\n", "\n");
        expect(parseEnvFile(`A='${plain}'\nB=2`)).toEqual([
          ["A", plain],
          ["B", "2"],
        ]);
        parseEnvFile(value);
      }),
    );
  });
});

describe("the environment of a service", () => {
  test("has what the file sets, and of the shell the home directory and OpenClaw's paths alone", () => {
    const shell = { HOME: "/h", OPENCLAW_STATE_DIR: "/s", OPENAI_API_KEY: "sk-EXAMPLE", PATH: "/bin" };
    expect({ ...serviceEnv("ACME_KEY=sk-EXAMPLE", shell) }).toEqual({
      HOME: "/h",
      OPENCLAW_STATE_DIR: "/s",
      ACME_KEY: "sk-EXAMPLE",
    });
  });

  test("takes the home directory and the paths of the file, if it sets them", () => {
    const env = serviceEnv("HOME=/srv\nOPENCLAW_STATE_DIR=/var/openclaw", { HOME: "/h", OPENCLAW_STATE_DIR: "/s" });
    expect({ ...env }).toEqual({ HOME: "/srv", OPENCLAW_STATE_DIR: "/var/openclaw" });
  });
});
