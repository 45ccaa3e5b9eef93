import { text } from "./markup.js";

/** The agents, the providers or the codes of a page, in order; the page speaks of them by their number here. */
export interface Axis {
  names: readonly string[];
  of(name: string | undefined): number;
}

/** Every name once, in the order of its characters; `none` stands last, for what has no name. */
export function axis(names: Iterable<string | undefined>, none = ""): Axis {
  const all = new Set(names);
  const hasNone = all.delete(undefined);
  const sorted = ([...all] as string[]).sort((a, b) => (a < b ? -1 : 1));
  const numbers = new Map<string | undefined, number>(sorted.map((name, i) => [name, i]));
  if (hasNone) numbers.set(undefined, sorted.length);
  return { names: hasNone ? [...sorted, none] : sorted, of: (name) => numbers.get(name) ?? -1 };
}

export interface Axes {
  agents: Axis;
  providers: Axis;
  codes: Axis;
}

/** What the filter goes by: the numbers of the agents, providers and codes that something is about. */
export interface Keys {
  agents: readonly number[];
  providers: readonly number[];
  codes: readonly number[];
}

/** The attributes by which the filter finds an element. */
export function keyAttributes({ agents, providers, codes }: Keys): string {
  const list = (numbers: readonly number[]) => [...new Set(numbers)].join(" ");
  return `data-a="${list(agents)}" data-p="${list(providers)}" data-c="${list(codes)}"`;
}

/** The form that a page's script reveals; without script there is no filter, and everything is shown. */
export function filterForm({ agents, providers, codes }: Axes, noun: string): string {
  const fields = [
    select("a", "Agent", agents, "all agents"),
    select("p", "Provider", providers, "all providers"),
    select("c", "Code", codes, "all codes"),
  ].filter((field) => field !== "");
  if (fields.length === 0) return "";
  return `<form id="filter" aria-label="Filter" autocomplete="off" data-noun="${noun}" hidden>
${fields.join("\n")}
<button type="button" id="all">Show all</button>
</form>
<p id="shown" role="status" hidden></p>
`;
}

/** Nothing where there is nothing to choose between. */
function select(key: string, label: string, { names }: Axis, all: string): string {
  if (names.length < 2) return "";
  const options = names.map((name, i) => `<option value="${i}">${text(name)}</option>`);
  return `<label>${label} <select name="${key}"><option value="">${all}</option>${options.join("")}</select></label>`;
}
