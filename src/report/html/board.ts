import { type Axes, type Axis, type Keys, keyAttributes } from "./axis.js";
import { count, id, type Tone } from "./markup.js";

export interface Cell {
  tone: Tone;
  /** HTML. */
  content: string;
  codes: Keys["codes"];
}

export interface Board {
  caption: string;
  /** The class of the table. */
  looks: "findings" | "sources";
  axes: Axes;
  /** What stands for an agent and a provider; undefined: nothing. */
  cell(agent: number, provider: number): Cell | undefined;
  /** What an empty cell means. */
  empty: string;
}

// A browser lays out a table at once, and nobody reads a larger one.
const MOST_CELLS = 20_000;
// More columns are printed on a page that lies on its side.
const MOST_UPRIGHT = 6;

/** Agents and providers as a table; the longer of the two lists runs down. */
export function boardTable({ caption, looks, axes, cell, empty }: Board): string {
  const isTurned = axes.providers.names.length > axes.agents.names.length;
  const [down, across] = isTurned ? [axes.providers, axes.agents] : [axes.agents, axes.providers];
  const [corner, top] = isTurned ? ["Provider", "agents"] : ["Agent", "providers"];
  const columns = indexes(across).slice(0, MOST_CELLS);
  const lines = indexes(down).slice(0, Math.max(1, Math.floor(MOST_CELLS / columns.length)));
  const rows = lines.map((line) => {
    const cells = columns.map((column) => {
      const [agent, provider] = isTurned ? [column, line] : [line, column];
      const found = cell(agent, provider);
      if (found === undefined)
        return `<td class="none"><span aria-hidden="true">·</span><span class="unseen">${empty}</span></td>`;
      const keys = keyAttributes({ agents: [agent], providers: [provider], codes: found.codes });
      return `<td class="${found.tone}" ${keys}>${found.content}</td>`;
    });
    return `<tr><th scope="row">${id(down.names[line] ?? "")}</th>${cells.join("")}</tr>`;
  });
  const heads = columns.map((column) => `<th scope="col">${id(across.names[column] ?? "")}</th>`);
  const left = down.names.length * across.names.length - lines.length * columns.length;
  const more =
    left > 0
      ? `<p class="note">${count(left, "more cell")} of the board left out; name agents with --agent.</p>\n`
      : "";
  return `<div class="board${columns.length > MOST_UPRIGHT ? " wide" : ""}" role="region" aria-label="${caption}" tabindex="0">
<table id="cells" class="${looks}">
<caption class="unseen">${caption}</caption>
<thead><tr><th scope="col">${corner} <span class="soft">\\ ${top}</span></th>${heads.join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
${more}`;
}

function indexes({ names }: Axis): number[] {
  return [...names.keys()];
}
