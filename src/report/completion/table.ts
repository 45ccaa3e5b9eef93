/** What a word on the command line may be. */
export type Hint = "file" | "directory" | "text" | readonly string[];

export interface CompletedFlag {
  name: string;
  /** undefined: the flag takes no value. */
  value: Hint | undefined;
  summary: string;
}

export interface CompletedCommand {
  name: string;
  summary: string;
  flags: readonly CompletedFlag[];
  /** What its arguments are; "command": another program's command line, after `--`. */
  takes: Hint | "command";
}
