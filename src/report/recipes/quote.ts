const PLAIN = /^[A-Za-z0-9_./:=@+-]+$/;

/** Words for a POSIX shell. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/** Words for `Exec…=` of a systemd unit: `%` and `$` mean something there, in quotes as well. */
export function systemdWords(words: readonly string[]): string {
  return words
    .map((word) => {
      const text = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
      return PLAIN.test(word) ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
    })
    .join(" ");
}

/** Words as a list on one line: JSON, which YAML and the exec form of a Dockerfile take as it is. */
export function listOf(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** A text for Compose, which replaces `$NAME` everywhere in its file. */
export function composeText(text: string): string {
  return JSON.stringify(text.replaceAll("$", "$$$$"));
}

/** Words as a list for Compose. */
export function composeList(words: readonly string[]): string {
  return `[${words.map(composeText).join(", ")}]`;
}

/** A list for a container of Kubernetes, which replaces `$(NAME)`. */
export function containerList(words: readonly string[]): string {
  return listOf(words.map((word) => word.replaceAll("$(", "$$$$(")));
}
