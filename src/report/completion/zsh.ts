import type { CompletedCommand, CompletedFlag, Hint } from "./table.js";

/** A function for a directory of fpath; `source` works as well once compinit has run. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  // `commands` and `command` are names of zsh's own completion: a function that hides them breaks it.
  const summaries = (list: readonly CompletedCommand[]) =>
    list.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}\n`).join("");
  return `#compdef modelseal
# zsh completion for modelseal: modelseal completion zsh > "\${fpath[1]}/_modelseal"
_modelseal() {
  local -a list
  list=(
${summaries(commands)}  )
  if (( CURRENT == 2 )); then
    _describe command list
    _arguments '--help[show all commands]' '--version[show the version]'
    return
  fi
  local name=$words[2]
  shift words
  (( CURRENT-- ))
  case $name in
${commands.map(commandCase).join("")}    help) _describe command list ;;
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
  if (takes !== "command" && takes !== "text") specs.push(quote(`*:argument:${action(takes)}`));
  const options = specs.map((spec) => `        ${spec}`).join(" \\\n");
  return `    ${name})\n${takes === "command" ? AFTER_DASHES : ""}      _arguments -S \\\n${options} ;;\n`;
}

/** What follows `--` is completed as a command line of its own. */
const AFTER_DASHES = `      local dashes=\${words[(i)--]}
      if (( dashes < CURRENT )); then
        words=("\${(@)words[dashes+1,-1]}")
        (( CURRENT -= dashes ))
        _normal
        return
      fi
`;

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
