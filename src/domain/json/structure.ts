import { decodeString, decodeWord } from "./strings.js";
import {
  advance,
  CLOSE_ARRAY,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  scanner,
  type Token,
  type TokenKind,
} from "./tokens.js";

/**
 * Where a value stands in its container: its decoded key or its index; `step` is undefined for the root and where
 * damage left no key.
 */
export interface Step {
  step: string | number | undefined;
  /** Where the key begins; -1 where there is none. */
  keyStart: number;
}

/** What a walk over the structure of a text tells, in the order of the text. */
export interface Sink {
  open(step: Step, start: number): void;
  close(end: number): void;
  scalar(step: Step, token: Token): void;
  comment?(start: number, end: number): void;
  /** True ends the walk. */
  done?: boolean;
}

interface Frame {
  array: boolean;
  index: number;
  filled: boolean;
}

const NOWHERE: Step = { step: undefined, keyStart: -1 };

/** A property's name: a quoted or bare key token, decoded. */
export function decodeKey(text: string, { kind, start, end }: { kind: string; start: number; end: number }): string {
  return kind === "string" ? decodeString(text, start, end) : decodeWord(text.slice(start, end));
}

/**
 * Walks JSON or JSON5 text, whole or damaged, and never throws: brackets that do not match close what they can, a
 * missing colon or comma is taken as meant, and what cannot be a property is a value without a key. No recursion;
 * memory grows with the depth only.
 */
export function walkStructure(text: string, sink: Sink): void {
  const s = scanner(text);
  const frames: Frame[] = [];
  let top: Frame = { array: false, index: 0, filled: false };
  let openObjects = 0;
  let openArrays = 0;
  let candidate: Token | undefined;
  let key: Token | undefined;
  let last: Token | undefined;

  const flush = (): void => {
    if (candidate !== undefined) sink.scalar(NOWHERE, candidate);
    candidate = undefined;
    key = undefined;
  };
  /** The step of a value that starts now. Two texts in a row in an object: the colon between them is missing. */
  const take = (): Step => {
    if (top.array) {
      if (top.filled) top.index++;
      top.filled = true;
      return { step: top.index, keyStart: -1 };
    }
    const name = key ?? (candidate?.kind === "string" || candidate?.kind === "word" ? candidate : undefined);
    flush();
    if (name === undefined) return NOWHERE;
    return { step: decodeKey(text, name), keyStart: name.start };
  };
  const pop = (end: number): void => {
    if (top.array) openArrays--;
    else openObjects--;
    top = frames.pop() ?? top;
    sink.close(end);
  };

  while (sink.done !== true && advance(s)) {
    if (s.kind === "comment") sink.comment?.(s.start, s.end);
    else if (s.kind !== "punct") {
      const token: Token = { kind: s.kind as TokenKind, start: s.start, end: s.end };
      if (top.array || key !== undefined || candidate !== undefined) sink.scalar(take(), token);
      else candidate = token;
      last = token;
    } else {
      const punct = s.code;
      if (punct === COLON) {
        // What was taken for a value, because something stood before it that is no property, was a name.
        key = candidate ?? key ?? last;
        candidate = undefined;
      } else if (punct === COMMA) {
        flush();
        last = undefined;
        if (top.filled) top.index++;
        top.filled = false;
      } else if (punct === OPEN_OBJECT || punct === OPEN_ARRAY) {
        sink.open(take(), s.start);
        last = undefined;
        frames.push(top);
        top = { array: punct === OPEN_ARRAY, index: 0, filled: false };
        if (top.array) openArrays++;
        else openObjects++;
      } else {
        flush();
        last = undefined;
        const array = punct === CLOSE_ARRAY;
        if ((array ? openArrays : openObjects) === 0) continue;
        while (top.array !== array) pop(s.start);
        pop(s.end);
      }
    }
  }
  if (sink.done === true) return;
  flush();
  while (frames.length > 0) pop(text.length);
}
