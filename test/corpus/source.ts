import { ALNUM, HEX, type Random } from "./random.js";
import type { SecretKind } from "./secrets.js";

/** Files of an ordinary repository in which nothing may be reported. */
export function cleanSources(r: Random): [file: string, text: string][] {
  const integrity = (): string => `sha512-${r.text(86, ALNUM)}==`;
  return [
    [
      "package-lock.json",
      `{\n  "packages": {\n    "node_modules/acme": {\n      "version": "1.2.3",\n      "resolved": "https://registry.example/acme/-/acme-1.2.3.tgz",\n      "integrity": "${integrity()}"\n    }\n  }\n}\n`,
    ],
    [
      "src/client.ts",
      [
        'const key = process.env.OPENAI_API_KEY ?? "";',
        "const KEY_SHAPE = /^sk-(?:proj-)?[A-Za-z0-9_-]{20,}$/;",
        'if (password !== confirmPassword) throw new Error("The passwords differ.");',
        "const headers = { Authorization: `Bearer " + "$" + "{token}` };",
        'const token = await getToken({ audience: "https://llm.example" });',
        'export const apiKeyHelp = "Paste the key, for example sk-proj-... or <your-api-key>.";',
        `// pinned to ${r.text(40, HEX)}`,
        `const SHA256 = "${r.text(64, HEX)}";`,
      ].join("\n"),
    ],
    [
      "README.md",
      [
        "# Demo",
        "export OPENAI_API_KEY=sk-your-key-here",
        "curl -H 'Authorization: Bearer YOUR_TOKEN' https://user:password@llm.example/v1",
        "git clone https://github.example/acme/demo.git",
        `![badge](https://img.example/badge/build-${r.text(8, HEX)}.svg?token=badge)`,
        "DATABASE_URL=postgres://postgres:postgres@localhost:5432/app",
        "AKIA is the prefix of an access key id; AKIAXXXXXXXXXXXXXXXX stands for one.",
      ].join("\n"),
    ],
    ["compose.yaml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: $" + "{POSTGRES_PASSWORD}\n"],
    ["keys/public.pem", `-----BEGIN PUBLIC KEY-----\n${r.text(64, ALNUM)}\n-----END PUBLIC KEY-----\n`],
    ["go.sum", `example.test/acme v1.2.3 h1:${r.text(43, ALNUM)}=\n`],
  ];
}

/** A line of source that spells out a secret of a vendor's shape. */
export function leakingLine(kind: SecretKind, r: Random): { line: string; needle: string } {
  const needle = kind.make(r);
  const line = r.pick([
    `const apiKey = "${needle}";`,
    `curl -H "Authorization: Bearer ${needle}" https://llm.example/v1`,
    `  api_key: ${needle}`,
    `client = Client('${needle}')`,
    `<key>${needle}</key>`,
  ]);
  return { line, needle };
}
