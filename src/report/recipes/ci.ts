import { listOf, shellWords } from "./quote.js";
import { comment, heading, type Recipe, type RecipeInput } from "./recipe.js";

/** What of a repository is checked: the directory that was named, or all of it. */
function checked({ stateDir }: RecipeInput): string {
  return stateDir.given ?? ".";
}

function check(input: RecipeInput, ...more: string[]): string {
  return shellWords(["modelseal", "check", "--openclaw", input.openclaw, ...more, checked(input)]);
}

// What `check` knows by its name. Only what is to be committed is handed to it: a file that git ignores is nobody's business.
const NAMES =
  "([.#~]*(openclaw|clawdbot|models|catalog|auth|auth-profiles|auth-state)\\.json" +
  "(~|\\.sw[a-p]|[.#_ -](\\d|bak|old|orig|save|tmp|backup|copy|sqlite-import|migrated)[^/]*)?" +
  "|\\.env(rc|~|\\..+)?|[^/]+\\.env|[^/]*openclaw[^/]*\\.(service|plist)|[^/]+\\.service\\.d/[^/]+\\.conf)$";

/** The paths of a repository that pre-commit hands on, as a Python expression. */
function hookFiles({ stateDir }: RecipeInput): string {
  const directory = stateDir.given?.replace(/^\.\/|\/+$/g, "") ?? ".";
  // What is not named from the repository's root can be anywhere in it.
  if (/^(?:\.|\/|~|$)/.test(directory)) return `(^|/)${NAMES}`;
  return `^${directory.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/(.*/)?${NAMES}`;
}

export const preCommit: Recipe = {
  summary: "a pre-commit hook that checks the files of OpenClaw in a repository",
  file: ".pre-commit-config.yaml",
  text(input) {
    const lines = [
      ...heading(input, "Refuses commits of secrets in OpenClaw's files, in copies of them and in environment files."),
      "",
      "Put it into .pre-commit-config.yaml, then: pre-commit install",
    ];
    return `${comment(lines)}repos:
  - repo: local
    hooks:
      - id: modelseal-check
        name: modelseal check
        language: node
        additional_dependencies: ${listOf([`modelseal@${input.version}`])}
        entry: modelseal check
        args: ${listOf(["--openclaw", input.openclaw, "--"])}
        require_serial: true
        files: '${hookFiles(input).replaceAll("'", "''")}'
`;
  },
};

/** Inputs of a workflow never become part of a shell line; this one has none. */
export const github: Recipe = {
  summary: "a GitHub workflow with annotations and code scanning alerts",
  file: ".github/workflows/modelseal.yml",
  text(input) {
    const lines = [
      ...heading(input, "Checks the files of OpenClaw in this repository for secrets."),
      "",
      "Put it at .github/workflows/modelseal.yml. A finding fails the job, stands at its line in the pull request,",
      "and becomes an alert under Security, Code scanning.",
    ];
    return `${comment(lines)}name: modelseal
on:
  push:
  pull_request:
permissions:
  contents: read
  security-events: write
jobs:
  secrets-at-rest:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - run: npm install --global --ignore-scripts modelseal@${input.version}
      - name: Annotate
        run: ${JSON.stringify(check(input, "--format", "github"))}
      - name: Report
        if: "!cancelled()"
        run: ${JSON.stringify(check(input, "--format", "sarif", "--output", "modelseal.sarif"))}
      - name: Upload
        if: "!cancelled()"
        uses: github/codeql-action/upload-sarif@v4
        with:
          sarif_file: modelseal.sarif
          category: modelseal
`;
  },
};
