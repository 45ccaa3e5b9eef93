const EXIT_STATUS = `Exit status:
  0  done, clean, nothing to do; also where generate sealed plaintext or kept an only copy
  1  the answer is no: check found something, --dry-run would change something, --strict met an
     only copy, a marker would be sent, migrate left something to decide, or a provider in use
     has no usable credential
  2  no answer: bad usage, or something could not be read, parsed, validated, resolved or written
`;

const COMMON = `Everywhere:
  --state-dir DIR      OpenClaw's state directory (OPENCLAW_STATE_DIR, else ~/.openclaw)
  --config FILE        openclaw.json (OPENCLAW_CONFIG_PATH, else in the state directory)
  --profile NAME       the state directory ~/.openclaw-NAME
  --agent ID           this agent only; may be repeated (default: every agent in config and on disk)
  --openclaw VERSION   the release that reads the files (default: safe for all from the one that
                       last touched the config to the newest known)
  --json               the same as --format json
  --format FORMAT      text or json
  --output FILE        put the report into a file
  --no-color           no colours, also on a terminal
  --quiet              no words: only documents, the files that are written, and what is wrong
`;

interface Help {
  summary: string;
  usage: string;
  flags: string;
  examples: string;
}

const COMMANDS: Readonly<Record<string, Help>> = {
  generate: {
    summary: "bring every agent's models.json in line with config and auth profiles",
    usage: "modelseal generate [flags]",
    flags: `  --dry-run            print the masked diff, write nothing; exit 1 if something would change
  --strict             a credential that exists only in models.json is exit 1
  --rebuild            replace a models.json that cannot be parsed
  --key-form FORM      marker, omit or auto (default auto; omit is refused where omission leaks)
`,
    examples: `  modelseal generate --openclaw 2026.9.6
  modelseal generate --dry-run --agent main
`,
  },
  check: {
    summary: "find secrets at rest, in the state directory or in any file or tree; writes nothing",
    usage: "modelseal check [PATH…] [flags]      (modelseal --check is the same)",
    flags: `  --resolve            also ask for the value of every SecretRef; exec refs are checked statically
  --allow-exec         the same, and run the commands of exec refs
  --exclude PATH       leave a file or directory below PATH… out; may be repeated (node_modules always is)
  --baseline FILE      findings that were reviewed and accepted, each with its reason; still listed
  --update-baseline    write the findings of this run into FILE, for a person to give the reasons
  --format FORMAT      text, json, sarif, github (annotations and a step summary) or html (one page)
`,
    examples: `  modelseal check
  modelseal check --resolve --json
  modelseal check . --exclude vendor --format sarif --output modelseal.sarif
  modelseal check --format html --output check.html
  modelseal check --baseline .modelseal-baseline.json
`,
  },
  probe: {
    summary: "resolve every credential and say which of them can be used",
    usage: "modelseal probe [PROVIDER] [flags]",
    flags: `  --no-exec            run no command: credentials behind exec SecretRefs are then never ok
  --env-file FILE      judge the environment of a service (as in EnvironmentFile=) instead of this shell's
  --timeout MS         the most that each secret provider may take (default: its own timeoutMs)
`,
    examples: `  modelseal probe
  modelseal probe anthropic --json
  modelseal probe --env-file ~/.config/openclaw/gateway.env
`,
  },
  migrate: {
    summary: "give each plaintext key a proper home, then scrub it; once",
    usage: "modelseal migrate [flags]",
    flags: `  --dry-run            print the plan and masked diffs, write nothing; exit 1 if something would change
  --yes                do not ask (without a terminal there is nobody to be asked)
  --to-file PATH       the new home: a secrets file (0600), made with its provider entry if it is not there
  --to ALIAS           the new home: a file or exec provider of secrets.providers
  --store-command CMD  with an exec provider: puts one secret (on stdin) under the id in MODELSEAL_ID
  --drop-orphans       take away credentials that exist nowhere else
  --drop-unverifiable  take away plaintext beside a ref that does not resolve now
  --purge-residue      remove backups and leftovers whose every credential exists elsewhere
`,
    examples: `  modelseal migrate --dry-run --to-file ~/.openclaw/secrets.json
  modelseal migrate --yes --to-file ~/.openclaw/secrets.json --purge-residue
  modelseal migrate --yes --to vault --store-command 'pass insert -m -f "$MODELSEAL_ID"'
`,
  },
  explain: {
    summary: "say which source decides for each provider, and why",
    usage: "modelseal explain [PROVIDER] [flags]",
    flags: `  --format FORMAT      text, json or html (one page with every agent and provider)
`,
    examples: `  modelseal explain openai
  modelseal explain --json
  modelseal explain --format html --output explain.html
`,
  },
  run: {
    summary: "generate, then become a command: for containers and service units",
    usage: "modelseal run [flags] -- COMMAND [arguments]",
    flags: `  --on-failure WHAT    block (default: do not start) or warn, where generate ends with 1 or 2
  --watch              keep models.json sealed while the command runs
`,
    examples: `  modelseal run --openclaw 2026.9.6 -- openclaw gateway run
  modelseal run --watch --on-failure warn -- openclaw gateway run
`,
  },
  watch: {
    summary: "keep models.json sealed while a gateway runs",
    usage: "modelseal watch [flags]",
    flags: "",
    examples: `  modelseal watch --openclaw 2026.3.8
`,
  },
  recipe: {
    summary: "print a filled-in integration",
    usage: "modelseal recipe NAME [flags]",
    flags: `  NAME is one of:
  systemd              a drop-in for the gateway's unit
  launchd              a wrapper for the gateway's launch agent
  docker, compose      an image and an override whose entrypoint seals
  kubernetes           a Deployment with an init container
  pre-commit, github   checks of a repository
  hook                 an OpenClaw hook that seals once the gateway is up
`,
    examples: `  modelseal recipe systemd --openclaw 2026.9.6
  modelseal recipe launchd --profile work
`,
  },
  completion: {
    summary: "print a script that completes commands and flags in a shell",
    usage: "modelseal completion bash|zsh|fish",
    flags: "",
    examples: `  source <(modelseal completion bash)
  modelseal completion zsh > "\${fpath[1]}/_modelseal"
  modelseal completion fish > ~/.config/fish/completions/modelseal.fish
`,
  },
  precompile: {
    summary: "store beside the program what this Node compiles of it: each start is a fifth to a third quicker",
    usage: "modelseal precompile",
    flags: `  Once after an installation, as the user who installed. After an update of Node the first
  generate of that user stores anew. Every command works without.
`,
    examples: `  npm install --global modelseal && modelseal precompile
`,
  },
};

/** What each command does, in a few words. */
export function summaries(): ReadonlyMap<string, string> {
  return new Map(Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary]));
}

/** What each flag of a command does: what its help says before any parenthesis. */
export function flagSummaries(name: string): ReadonlyMap<string, string> {
  const lines = `${COMMON}${COMMANDS[name]?.flags ?? ""}`.split("\n");
  const described = lines.flatMap((line) => [...line.matchAll(/^ {2}--([a-z-]+)(?: [A-Z]+)? {2,}(.+)$/g)]);
  return new Map(described.map(([, flag, text]) => [flag as string, (text as string).replace(/ \(.*/, "")]));
}

/** The help of one command, or of all; undefined if there is no such command. */
export function helpFor(name: string | undefined): string | undefined {
  if (name === undefined) return overview();
  const help = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!help) return undefined;
  const flags = help.flags === "" ? "" : `Flags:\n${help.flags}\n`;
  // What a command says about a common flag stands in its own list.
  const common = help.flags.includes("  --format ") ? COMMON.replace(/^ {2}--format .*\n/m, "") : COMMON;
  return `${help.usage}\n\n  ${help.summary}\n\n${flags}${common}\nExamples:\n${help.examples}\n${EXIT_STATUS}`;
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, help]) => `  ${name.padEnd(10)} ${help.summary}`);
  return `modelseal keeps OpenClaw's generated models.json free of secrets.

Usage: modelseal COMMAND [flags]

Commands:
${rows.join("\n")}

  modelseal COMMAND --help   flags and examples of one command
  modelseal --version

${EXIT_STATUS}`;
}
