// Ways to put secrets into a store that exists on this machine, each with the exec provider that reads it back.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A resolver of OpenClaw's exec protocol in which `read` (JavaScript, `id` in scope) gives the value of one id or throws. */
function resolver(dir, read) {
  const file = join(dir, "resolve.mjs");
  writeFileSync(
    file,
    `#!${process.execPath}
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
const run = (command, args, input) => execFileSync(command, args, { encoding: "utf8", input, stdio: ["pipe", "pipe", "ignore"] });
const { ids } = JSON.parse(readFileSync(0, "utf8"));
const values = {};
const errors = {};
for (const id of ids) {
  try { values[id] = ${read}; } catch { errors[id] = { code: "NOT_FOUND" }; }
}
console.log(JSON.stringify({ protocolVersion: 1, values, errors }));
`,
    { mode: 0o700 },
  );
  return file;
}

const quiet = { stdio: ["pipe", "ignore", "ignore"] };
const PASSED = ["PATH", "HOME", "GNUPGHOME", "PASSWORD_STORE_DIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"];

/** Each: the programs it needs; `prepare(dir)` makes a store in `dir` and says how to reach it. */
export const RECIPES = [
  {
    name: "pass",
    needs: ["pass", "gpg"],
    prepare(dir) {
      const env = { GNUPGHOME: join(dir, "gnupg"), PASSWORD_STORE_DIR: join(dir, "store") };
      const all = { ...quiet, env: { ...process.env, ...env } };
      mkdirSync(env.GNUPGHOME, { mode: 0o700 });
      const key = [
        "--batch",
        "--passphrase",
        "",
        "--quick-gen-key",
        "modelseal-EXAMPLE",
        "default",
        "default",
        "never",
      ];
      execFileSync("gpg", key, all);
      execFileSync("pass", ["init", "modelseal-EXAMPLE"], all);
      return {
        env,
        command: resolver(dir, 'run("pass", ["show", id]).replace(/\\n$/, "")'),
        passEnv: PASSED,
        storeCommand: 'pass insert -m -f "$MODELSEAL_ID"',
      };
    },
  },
  {
    name: "age",
    needs: ["age", "age-keygen"],
    prepare(dir) {
      const identity = join(dir, "identity.txt");
      execFileSync("age-keygen", ["-o", identity], quiet);
      const recipient = execFileSync("age-keygen", ["-y", identity], { encoding: "utf8" }).trim();
      const secrets = join(dir, "secrets");
      mkdirSync(secrets, { mode: 0o700 });
      const name = `"${secrets}/$(printf %s "$MODELSEAL_ID" | tr / _).age"`;
      return {
        env: {},
        command: resolver(
          dir,
          `run("age", ["-d", "-i", ${JSON.stringify(identity)}, ${JSON.stringify(secrets)} + "/" + id.replaceAll("/", "_") + ".age"])`,
        ),
        passEnv: PASSED,
        storeCommand: `umask 077; age -r ${recipient} -o ${name}`,
      };
    },
  },
  {
    name: "sops with age",
    needs: ["sops", "age-keygen"],
    prepare(dir) {
      const identity = join(dir, "identity.txt");
      execFileSync("age-keygen", ["-o", identity], quiet);
      const recipient = execFileSync("age-keygen", ["-y", identity], { encoding: "utf8" }).trim();
      const secrets = join(dir, "secrets");
      mkdirSync(secrets, { mode: 0o700 });
      const name = `"${secrets}/$(printf %s "$MODELSEAL_ID" | tr / _).sops"`;
      const env = { SOPS_AGE_KEY_FILE: identity };
      return {
        env,
        command: resolver(
          dir,
          `run("sops", ["-d", "--input-type", "binary", "--output-type", "binary", ${JSON.stringify(secrets)} + "/" + id.replaceAll("/", "_") + ".sops"])`,
        ),
        passEnv: [...PASSED, "SOPS_AGE_KEY_FILE"],
        storeCommand: `umask 077; sops -e --age ${recipient} --input-type binary --output-type json /dev/stdin > ${name}`,
      };
    },
  },
  {
    name: "secret-tool",
    needs: ["secret-tool", "dbus-run-session", "gnome-keyring-daemon"],
    // A keyring of its own on a bus of its own, unlocked with a password that is an example.
    wrap: (command) => [
      "dbus-run-session",
      [
        "--",
        "sh",
        "-c",
        'printf EXAMPLE | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"',
        "sh",
        ...command,
      ],
    ],
    prepare(dir) {
      const env = { XDG_DATA_HOME: join(dir, "data"), XDG_RUNTIME_DIR: join(dir, "run") };
      for (const path of Object.values(env)) mkdirSync(path, { mode: 0o700 });
      return {
        env,
        command: resolver(dir, 'run("secret-tool", ["lookup", "service", "openclaw", "id", id])'),
        passEnv: [...PASSED, "XDG_DATA_HOME"],
        storeCommand: 'secret-tool store --label="OpenClaw $MODELSEAL_ID" service openclaw id "$MODELSEAL_ID"',
      };
    },
  },
];
