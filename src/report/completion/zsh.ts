import type { CompletedCommand, CompletedFlag, Hint } from "./table.js";

/** A function for a directory of fpath; `source` works as well once compinit has run. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const summaries = (list: readonly CompletedCommand[]) =>
    list.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}\n`).join("");
  return `#compdef modelseal
# zsh completion for modelseal: modelseal completion zsh > "\${fpath[1]}/_modelseal"
_modelseal() {
  local -a commands
  commands=(
${summaries(commands)}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[show all commands]' '--version[show the version]'
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join("")}    help) _describe command commands ;;
  esac
}
if [ "$funcstack[1]" = "_modelseal" ]; then
  _modelseal "$@"
else
  compdef _modelseal modelseal
fi
`;
}

function commandCase({ name, flags, takes }: CompletedCommand): string {
  const specs = flags.map(flagSpec);
  if (takes === "command") specs.push("'*:: :_normal -p modelseal'");
  else if (takes !== "text") specs.push(quote(`*:argument:${action(takes)}`));
  return `    ${name})\n      _arguments -S \\\n${specs.map((spec) => `        ${spec}`).join(" \\\n")} ;;\n`;
}

function flagSpec({ name, value, summary }: CompletedFlag): string {
  const text = summary.replaceAll(/[[\]:\\]/g, "\\$&");
  const about = text === "" ? "" : `[${text}]`;
  return quote(value === undefined ? `--${name}${about}` : `*--${name}=${about}:value:${action(value)}`);
}

function action(hint: Hint): string {
  if (hint === "text") return " ";
  if (hint === "file") return "_files";
  if (hint === "directory") return "_files -/";
  return `(${hint.join(" ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
