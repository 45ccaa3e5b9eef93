import type { CompletedCommand, CompletedFlag, Hint } from "./table.js";

/** One line per command, flag and argument; what a line needs is judged by the words before it. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# fish completion for modelseal: modelseal completion fish > ~/.config/fish/completions/modelseal.fish
complete -c modelseal -f
complete -c modelseal -n __fish_is_first_token -l help -d 'show all commands'
complete -c modelseal -n __fish_is_first_token -l version -d 'show the version'
${commands.map(({ name, summary }) => `complete -c modelseal -n __fish_is_first_token -a ${name} -d ${quote(summary)}\n`).join("")}${commands
  .map(commandLines)
  .join("")}`;
}

function commandLines(command: CompletedCommand): string {
  const inside = `complete -c modelseal -n '__fish_seen_subcommand_from ${command.name}'`;
  const flags = command.flags.map((flag) => `${inside} -l ${flag.name}${flagWords(flag)}\n`).join("");
  const after = `__fish_seen_subcommand_from ${command.name}; and contains -- -- (commandline -opc)`;
  if (command.takes === "command")
    return `${flags}complete -c modelseal -n '${after}' -a '(__fish_complete_command)'\n`;
  return command.takes === "text" ? flags : `${flags}${inside}${words(command.takes)}\n`;
}

function flagWords({ value, summary }: CompletedFlag): string {
  const about = summary === "" ? "" : ` -d ${quote(summary)}`;
  return `${about}${value === undefined ? "" : value === "text" ? " -x" : words(value)}`;
}

function words(hint: Hint): string {
  if (hint === "file") return " -r -F";
  if (hint === "directory") return " -x -a '(__fish_complete_directories)'";
  return ` -x -a ${quote((hint as readonly string[]).join(" "))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
