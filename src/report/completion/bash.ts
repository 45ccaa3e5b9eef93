import type { CompletedCommand } from "./table.js";

/** Works on bash 3.2, which macOS has, with and without the bash-completion package. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = [...commands.map(({ name }) => name), "help", "--help", "--version"];
  return `# bash completion for modelseal: source <(modelseal completion bash)
_modelseal() {
  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" i
  COMPREPLY=()
  # bash takes --flag=value apart at the sign.
  if [ "$cur" = "=" ]; then cur=""
  elif [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W $'${names.join("\\n")}' -- "$cur"))
    return
  fi
  for ((i = 2; i < COMP_CWORD; i++)); do
    if [ "\${COMP_WORDS[i]}" = "--" ]; then
${commands
  .filter(({ takes }) => takes === "command")
  .map(({ name }) => `      [ "$command" = ${name} ] && COMPREPLY=($(compgen -c -- "$cur"))\n`)
  .join("")}      return
    fi
  done
  case "$command:$prev" in
${valueCases(commands)}  esac
  case "$command" in
${commands.map(wordCase).join("")}    help) COMPREPLY=($(compgen -W $'${commands.map(({ name }) => name).join("\\n")}' -- "$cur")) ;;
  esac
}
complete -F _modelseal modelseal
`;
}

/** One case per flag that means the same everywhere, one per command otherwise. */
function valueCases(commands: readonly CompletedCommand[]): string {
  const cases = new Map<string, Map<string, string[]>>();
  for (const { name, flags } of commands) {
    for (const flag of flags) {
      if (flag.value === undefined) continue;
      const actions = cases.get(flag.name) ?? new Map<string, string[]>();
      const action = candidates(flag.value);
      cases.set(flag.name, actions.set(action, [...(actions.get(action) ?? []), name]));
    }
  }
  const line = (pattern: string, action: string) => `    ${pattern}) ${action}return ;;\n`;
  return [...cases]
    .flatMap(([flag, actions]) =>
      actions.size === 1
        ? [...actions.keys()].map((action) => line(`*:--${flag}`, action))
        : [...actions].map(([action, names]) => line(names.map((name) => `${name}:--${flag}`).join("|"), action)),
    )
    .join("");
}

function wordCase({ name, flags, takes }: CompletedCommand): string {
  const all = compgen(`-W $'${flags.map((flag) => `--${flag.name}`).join("\\n")}'`);
  const others = candidates(takes);
  return `    ${name})
      case "$cur" in
        -*) ${all} ;;
        *) ${others};;
      esac ;;
`;
}

function candidates(hint: CompletedCommand["takes"]): string {
  if (hint === "text" || hint === "command") return "";
  if (hint === "file") return `compopt -o filenames 2>/dev/null; ${compgen("-f")}; `;
  if (hint === "directory") return `compopt -o filenames 2>/dev/null; ${compgen("-d")}; `;
  return `${compgen(`-W $'${hint.join("\\n")}'`)}; `;
}

function compgen(what: string): string {
  return `COMPREPLY=($(compgen ${what} -- "$cur"))`;
}
